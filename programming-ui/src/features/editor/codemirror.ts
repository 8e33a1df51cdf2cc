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
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import {
  forEachDiagnostic,
  lintGutter,
  nextDiagnostic,
  setDiagnostics,
  type Diagnostic,
} from '@codemirror/lint';
import {
  highlightSelectionMatches,
  openSearchPanel,
  search,
  searchKeymap,
} from '@codemirror/search';
import { Compartment, EditorState, Prec, type Extension, type Text } from '@codemirror/state';
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
import { splitQuotedCode } from '../results/quoted-code.ts';
import { codeColours, editorTheme } from './codemirror-theme.ts';

/** Options that can change while the editor is open. */
interface EditorAids {
  /** Suggests names from the file and from Python. */
  readonly completion: boolean;
  /** Typing a bracket or quote adds the closing one. */
  readonly closeBrackets: boolean;
}

export interface CodeMirrorOptions {
  readonly root: ShadowRoot;
  readonly code: string;
  readonly selection: { readonly from: number; readonly to: number };
  readonly aids: EditorAids;
  readonly onChange: (code: string) => void;
  readonly onHandIn: () => void;
  /** The cursor is now on a marked line, with this message; null when it has left. */
  readonly onMarkAtCursor: (message: string | null) => void;
}

export type CreateCodeMirror = typeof createCodeMirror;
export type CodeMirrorEditor = ReturnType<CreateCodeMirror>;

export function createCodeMirror(options: CodeMirrorOptions) {
  const { selection } = options;
  const aids = new Compartment();
  let lastMessage: string | null = null;
  const view = new EditorView({
    root: options.root,
    parent: options.root,
    state: EditorState.create({
      doc: options.code,
      selection: { anchor: selection.from, head: selection.to },
      extensions: [
        Prec.highest(
          keymap.of([
            {
              key: 'Mod-Enter',
              preventDefault: true,
              run() {
                options.onHandIn();
                return true;
              },
            },
          ]),
        ),
        aids.of(aidExtensions(options.aids)),
        EditorState.phrases.of(workbenchMessages.editor.phrases),
        lineNumbers(),
        lintGutter(),
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
        EditorView.contentAttributes.of({
          // It is focusable anyway; accessibility checkers look for the attribute.
          tabindex: '0',
          'aria-label': messages.editor.label,
          'aria-description': messages.editor.hint,
          autocapitalize: 'off',
          autocorrect: 'off',
          spellcheck: 'false',
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(update.state.doc.toString());
          const message = markAtCursor(update.state);
          if (message === lastMessage) return;
          lastMessage = message;
          options.onMarkAtCursor(message);
        }),
      ],
    }),
  });

  return {
    /** Replaces the whole code as one step that can be undone. */
    replace(code: string) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: code } });
    },
    mark(marks: readonly LineMark[]) {
      const { doc } = view.state;
      view.dispatch(
        setDiagnostics(
          view.state,
          marks.flatMap((mark) => toDiagnostic(doc, mark)),
        ),
      );
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
      view.dispatch({ effects: aids.reconfigure(aidExtensions(next)) });
    },
    /** As if the text were typed; a tab indents the lines. */
    type(text: string) {
      if (text === '\t') indentWithTab.run?.(view);
      else if (!handledAsInput(view, text)) {
        view.dispatch(view.state.replaceSelection(text), {
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

function markAtCursor(state: EditorState): string | null {
  const line = state.doc.lineAt(state.selection.main.head);
  let message: string | null = null;
  forEachDiagnostic(state, (diagnostic, from) => {
    if (from >= line.from && from <= line.to) message ??= diagnostic.message;
  });
  return message;
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

/** As the page shows sentences: text between backticks is code. */
function drawMessage(message: string): Node {
  const box = document.createElement('div');
  for (const line of message.split('\n')) {
    const paragraph = box.appendChild(document.createElement('p'));
    for (const { text, code } of splitQuotedCode(line)) {
      paragraph.append(code ? drawCode(text) : text);
    }
  }
  return box;
}

function drawCode(text: string): HTMLElement {
  const code = document.createElement('code');
  code.textContent = text;
  return code;
}

/** The columns that a mark names, or its whole line; none for a line that does not exist. */
function toDiagnostic(doc: Text, { line, message, columns }: LineMark): Diagnostic[] {
  if (line > doc.lines) return [];
  const { from, to, text } = doc.line(line);
  const [start, end] = columns ?? [text.length - text.trimStart().length, text.length];
  return [
    {
      from: Math.min(from + start, to),
      to: Math.min(from + end, to),
      severity: 'error',
      message,
      renderMessage: () => drawMessage(message),
    },
  ];
}
