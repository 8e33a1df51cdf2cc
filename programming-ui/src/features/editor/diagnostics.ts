/* The marks of a result, as CodeMirror's diagnostics. */
import { forEachDiagnostic, type Diagnostic } from '@codemirror/lint';
import type { EditorState, Text } from '@codemirror/state';
import type { LineMark } from '../results/line-marks.ts';
import { splitQuotedCode } from '../results/quoted-code.ts';

/** The message of the line that the cursor is on; null if it has no mark. */
export function markAtCursor(state: EditorState): string | null {
  const line = state.doc.lineAt(state.selection.main.head);
  let message: string | null = null;
  forEachDiagnostic(state, (diagnostic, from) => {
    if (from >= line.from && from <= line.to) message ??= diagnostic.message;
  });
  return message;
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
export function toDiagnostic(doc: Text, { line, message, columns }: LineMark): Diagnostic[] {
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
