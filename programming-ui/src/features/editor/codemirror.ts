/**
 * The editor proper, in a chunk of its own: the page works before it is there. It lives in a shadow
 * root, where CodeMirror uses constructed style sheets and so needs no 'unsafe-inline'.
 */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, Prec, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { LineMark } from '../results/line-marks.ts';
import { codeColours, editorTheme } from './codemirror-theme.ts';

export interface CodeMirrorOptions {
  readonly root: ShadowRoot;
  readonly code: string;
  readonly selection: { readonly from: number; readonly to: number };
  readonly label: string;
  readonly hint: string;
  readonly onChange: (code: string) => void;
  readonly onHandIn: () => void;
}

export interface CodeMirrorEditor {
  /** Replaces the whole code as one step that can be undone. */
  replace(code: string): void;
  mark(marks: readonly LineMark[]): void;
  goToLine(line: number): void;
  focus(): void;
  destroy(): void;
}

export type CreateCodeMirror = typeof createCodeMirror;

export function createCodeMirror(options: CodeMirrorOptions): CodeMirrorEditor {
  const { selection } = options;
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
        keymap.of([indentWithTab, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
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
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
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

function toDiagnostic(doc: Text, { line, message }: LineMark): Diagnostic[] {
  if (line > doc.lines) return [];
  const { from, to, text } = doc.line(line);
  return [{ from: from + text.length - text.trimStart().length, to, severity: 'error', message }];
}
