/**
 * The full editor, in a separate chunk: the page works before it has loaded. It is in a shadow root,
 * where CodeMirror uses constructed style sheets and so does not need 'unsafe-inline'.
 */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentLess,
  indentMore,
  indentWithTab,
  undo,
} from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, nextDiagnostic, setDiagnostics } from '@codemirror/lint';
import {
  highlightSelectionMatches,
  openSearchPanel,
  search,
  searchKeymap,
} from '@codemirror/search';
import { Compartment, EditorState, type Extension, type StateEffect } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { messages } from '../../messages.ts';
import { workbenchMessages } from '../../workbench-messages.ts';
import type { LineMark } from '../results/line-marks.ts';
import { codeOf, type ProgramFiles } from '../program/program.ts';
import { codeColours, editorTheme } from './codemirror-theme.ts';
import { markAtCursor, toDiagnostic } from './diagnostics.ts';
import type { KeyPress } from './editor-handle.ts';
import { pasteRepair } from './paste/paste-repair.ts';
import { stepMark, setStepLine } from './step-mark.ts';

/** Options that can change while the editor is open. */
interface EditorAids {
  /** Suggests names from the file and from Python. */
  readonly completion: boolean;
  /** Typing a bracket or quote adds the closing one. */
  readonly closeBrackets: boolean;
}

export interface CodeMirrorOptions {
  readonly root: ShadowRoot;
  readonly files: ProgramFiles;
  /** The name of the file to show first. */
  readonly shown: string;
  readonly selection: { readonly from: number; readonly to: number };
  readonly aids: EditorAids;
  readonly onChange: (fileName: string, code: string) => void;
  /** The cursor is now on a marked line, with this message; null when it has left. */
  readonly onMarkAtCursor: (message: string | null) => void;
}

export type CreateCodeMirror = typeof createCodeMirror;
export type CodeMirrorEditor = ReturnType<CreateCodeMirror>;

/** What the editor keeps of a file while another one is shown. */
interface FileState {
  readonly state: EditorState;
  /** Restores where it was scrolled to. */
  readonly scroll: StateEffect<unknown> | null;
}

export function createCodeMirror(options: CodeMirrorOptions) {
  const aids = new Compartment();
  const several = options.files.length > 1;
  const hidden = new Map<string, FileState>();
  let currentAids = options.aids;
  let { shown } = options;
  let lastMessage: string | null = null;
  /** The browser's selection is still where the file that was shown before left it. */
  let isSelectionStale = false;
  const { from, to } = options.selection;
  const view = new EditorView({
    root: options.root,
    parent: options.root,
    state: createState(shown, codeOf(options.files, shown), { anchor: from, head: to }),
  });

  function createState(name: string, code: string, selection = { anchor: 0, head: 0 }) {
    return EditorState.create({
      doc: code,
      selection,
      extensions: [
        aids.of(aidExtensions(currentAids)),
        fileExtensions,
        EditorView.domEventHandlers({ focus: restoreSelection }),
        EditorView.contentAttributes.of({
          // It is focusable anyway; accessibility checkers look for the attribute.
          tabindex: '0',
          'aria-label': messages.editor.label(several ? name : undefined),
          'aria-description': messages.editor.hint,
          autocapitalize: 'off',
          autocorrect: 'off',
          spellcheck: 'false',
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(name, update.state.doc.toString());
          noteMark();
        }),
      ],
    });
  }

  /** Before a key is typed or the browser reports its own selection, which would replace the file's. */
  function restoreSelection(_event: FocusEvent, focused: EditorView): void {
    if (isSelectionStale) focused.focus();
    isSelectionStale = false;
  }

  function noteMark(): void {
    const message = markAtCursor(view.state);
    if (message === lastMessage) return;
    lastMessage = message;
    options.onMarkAtCursor(message);
  }

  return {
    /** Shows a file with the cursor, selection, undo history and place that it had; `code` if it is new here. */
    show(name: string, code: string) {
      if (name === shown) return;
      hidden.set(shown, { state: view.state, scroll: view.scrollSnapshot() });
      shown = name;
      const { state, scroll } = hidden.get(name) ?? {
        state: createState(name, code),
        scroll: null,
      };
      view.setState(state);
      isSelectionStale = true;
      view.dispatch({
        effects: [
          aids.reconfigure(aidExtensions(currentAids)),
          scroll ?? EditorView.scrollIntoView(0),
        ],
      });
      noteMark();
    },
    /** Replaces the whole code of a file as one step that can be undone. */
    replace(name: string, code: string) {
      const whole = ({ doc }: EditorState) => ({
        changes: { from: 0, to: doc.length, insert: code },
      });
      const kept = hidden.get(name);
      if (name === shown) view.dispatch(whole(view.state));
      else if (kept !== undefined)
        hidden.set(name, { ...kept, state: kept.state.update(whole(kept.state)).state });
    },
    /** Marks lines of the file that is shown. */
    mark(marks: readonly LineMark[]) {
      const { doc } = view.state;
      view.dispatch(
        setDiagnostics(
          view.state,
          marks.flatMap((mark) => toDiagnostic(doc, mark)),
        ),
      );
    },
    /** Marks the line of a step, and scrolls to it; null marks none. */
    showStep(line: number | null) {
      const { doc } = view.state;
      const at = line === null || line > doc.lines ? null : doc.line(line).from;
      view.dispatch({ effects: setStepLine.of(at) });
      if (at !== null) showPlace(view, at);
    },
    goToLine(line: number) {
      const { doc } = view.state;
      const at = doc.line(Math.min(Math.max(line, 1), doc.lines)).from;
      view.dispatch({
        selection: { anchor: at },
        effects: EditorView.scrollIntoView(at, { y: 'center' }),
      });
      view.focus();
    },
    aid(next: EditorAids) {
      currentAids = next;
      view.dispatch({ effects: aids.reconfigure(aidExtensions(next)) });
    },
    press(key: KeyPress) {
      if ('does' in key) commands[key.does](view);
      else if (!handledAsInput(view, key.types)) {
        view.dispatch(view.state.replaceSelection(key.types), {
          userEvent: 'input.type',
          scrollIntoView: true,
        });
      }
    },
    openSearch() {
      openSearchPanel(view);
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

/** Scrolls only the editor: where the page scrolls as a whole, it stays at the replay. */
function showPlace(view: EditorView, at: number): void {
  view.requestMeasure({
    key: showPlace,
    read: () => view.lineBlockAt(Math.min(at, view.state.doc.length)),
    write({ top, bottom, height }) {
      const { scrollDOM } = view;
      const isAbove = top - height < scrollDOM.scrollTop;
      if (isAbove || bottom + height > scrollDOM.scrollTop + scrollDOM.clientHeight)
        scrollDOM.scrollTop = (top + bottom - scrollDOM.clientHeight) / 2;
    },
  });
}

const commands = { indent: indentMore, outdent: indentLess, undo } as const;

/** The same for every file. */
const fileExtensions: Extension = [
  EditorState.phrases.of(workbenchMessages.editor.phrases),
  lineNumbers(),
  lintGutter(),
  stepMark,
  highlightActiveLine(),
  highlightActiveLineGutter(),
  history(),
  drawSelection(),
  EditorState.allowMultipleSelections.of(true),
  EditorState.tabSize.of(4),
  indentUnit.of('    '),
  indentOnInput(),
  bracketMatching(),
  highlightSelectionMatches(),
  search({ top: true }),
  python(),
  syntaxHighlighting(codeColours),
  editorTheme,
  keymap.of([
    indentWithTab,
    { key: 'F8', run: nextDiagnostic },
    ...searchKeymap,
    ...historyKeymap,
    ...defaultKeymap,
  ]),
  EditorView.domEventHandlers({ beforeinput: replaceSelection }),
  pasteRepair,
];

/** Enter or a click accepts a suggestion; Esc dismisses it. */
function aidExtensions({ completion, closeBrackets: closes }: EditorAids): Extension {
  return [
    completion ? [autocompletion({ icons: false }), keymap.of(completionKeymap)] : [],
    closes ? [closeBrackets(), keymap.of(closeBracketsKeymap)] : [],
  ];
}

/** Runs the input handlers, such as the one that closes brackets; false when none took the text. */
function handledAsInput(view: EditorView, text: string): boolean {
  const { from, to } = view.state.selection.main;
  const insert = () => view.state.update(view.state.replaceSelection(text));
  return view.state
    .facet(EditorView.inputHandler)
    .some((handle) => handle(view, from, to, text, insert));
}

/**
 * Handles typing over a selection: the browser would create inline styles, which the
 * Content-Security-Policy blocks and reports each time. Compositions are left to the browser.
 */
function replaceSelection(event: InputEvent, view: EditorView): boolean {
  const { data, inputType, isComposing } = event;
  if (inputType !== 'insertText' || data === null || isComposing || view.composing) return false;
  if (view.state.selection.ranges.every(({ empty }) => empty)) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(data), {
    userEvent: 'input.type',
    scrollIntoView: true,
  });
  return true;
}
