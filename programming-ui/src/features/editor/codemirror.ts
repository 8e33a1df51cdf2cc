/**
 * The editor proper, in a chunk of its own: the page works before it is there. It lives in a shadow
 * root, where CodeMirror uses constructed style sheets and so needs no 'unsafe-inline'.
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
import type { LineMark } from '../results/line-marks.ts';
import { splitQuotedCode } from '../results/quoted-code.ts';
import { codeColours, editorTheme } from './codemirror-theme.ts';

/** What can be changed while the editor stands. */
export interface EditorAids {
  /** Names of the file and of Python are suggested while typing. */
  readonly completion: boolean;
  /** A bracket or quote brings its partner along. */
  readonly closeBrackets: boolean;
}

export interface CodeMirrorOptions {
  readonly root: ShadowRoot;
  readonly code: string;
  readonly selection: { readonly from: number; readonly to: number };
  readonly label: string;
  readonly hint: string;
  readonly aids: EditorAids;
  /** The library's English words, and what the page says for them. */
  readonly phrases: Readonly<Record<string, string>>;
  readonly onChange: (code: string) => void;
  readonly onHandIn: () => void;
  /** The cursor has come to a marked line: what is said of it; null when it has left. */
  readonly onMarkAtCursor: (message: string | null) => void;
}

export interface CodeMirrorEditor {
  /** Replaces the whole code as one step that can be undone. */
  replace(code: string): void;
  mark(marks: readonly LineMark[]): void;
  goToLine(line: number): void;
  aid(aids: EditorAids): void;
  /** As if the text were typed; a tab indents the lines. */
  type(text: string): void;
  openSearch(): void;
  focus(): void;
  destroy(): void;
}

export type CreateCodeMirror = typeof createCodeMirror;

export function createCodeMirror(options: CodeMirrorOptions): CodeMirrorEditor {
  const { selection } = options;
  const aids = new Compartment();
  let told: string | null = null;
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
        EditorState.phrases.of(options.phrases),
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
          // Focusable anyway; said aloud for those who check what can be scrolled by keyboard.
          tabindex: '0',
          'aria-label': options.label,
          'aria-description': options.hint,
          autocapitalize: 'off',
          autocorrect: 'off',
          spellcheck: 'false',
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(update.state.doc.toString());
          const message = markAtCursor(update.state);
          if (message === told) return;
          told = message;
          options.onMarkAtCursor(message);
        }),
      ],
    }),
  });

  return {
    replace(code) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: code } });
    },
    mark(marks) {
      const { doc } = view.state;
      view.dispatch(
        setDiagnostics(
          view.state,
          marks.flatMap((mark) => toDiagnostic(doc, mark)),
        ),
      );
    },
    goToLine(line) {
      const { doc } = view.state;
      const at = doc.line(Math.min(Math.max(line, 1), doc.lines)).from;
      view.dispatch({
        selection: { anchor: at },
        effects: EditorView.scrollIntoView(at, { y: 'center' }),
      });
      view.focus();
    },
    aid(next) {
      view.dispatch({ effects: aids.reconfigure(aidExtensions(next)) });
    },
    type(text) {
      if (text === '\t') indentWithTab.run?.(view);
      else if (!typedWithPartner(view, text)) {
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

/** Enter takes a suggestion, and so does a click; Esc leaves what was typed as it is. */
function aidExtensions({ completion, closeBrackets: closes }: EditorAids): Extension {
  return [
    completion ? [autocompletion({ icons: false }), keymap.of(completionKeymap)] : [],
    closes ? [closeBrackets(), keymap.of(closeBracketsKeymap)] : [],
  ];
}

/** Whether something else than plain insertion was done, as when brackets are closed. */
function typedWithPartner(view: EditorView, text: string): boolean {
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
 * Typing over selected lines, done here: left to the browser it makes inline styles, which the
 * Content-Security-Policy blocks and reports each time. Compositions stay with the browser.
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

/** As the page shows sentences: what stands between backticks is code. */
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

/** The place that a mark names, or its whole line; none for a line that is not there. */
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
