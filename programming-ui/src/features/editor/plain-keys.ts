import type { KeyPress } from './editor-handle.ts';
import { lineStart } from './lines.ts';

const indent = '    ';

/** Presses a key in the plain editor, which has the focus. */
export function pressIn(area: HTMLTextAreaElement, key: KeyPress): void {
  const { selectionStart: from, selectionEnd: to, value } = area;
  if ('types' in key) edit('insertText', key.types);
  else if (key.does === 'indent') edit('insertText', indent);
  else if (key.does === 'undo') edit('undo');
  else {
    const start = lineStart(value, value.slice(0, from).split('\n').length);
    const spaces = /^ {0,4}/.exec(value.slice(start))?.[0].length ?? 0;
    if (spaces === 0) return;
    area.setSelectionRange(start, start + spaces);
    edit('delete');
    area.setSelectionRange(Math.max(start, from - spaces), Math.max(start, to - spaces));
  }
}

/** Deprecated, but what else changes the text cannot be undone. */
function edit(command: 'insertText' | 'delete' | 'undo', text?: string): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.execCommand(command, false, text);
}
