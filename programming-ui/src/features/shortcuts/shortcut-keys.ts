/**
 * The keyboard shortcuts anywhere on the page, in the order of the list that `?` opens, written as in
 * `aria-keyshortcuts`, except that `Mod` is ⌘ on a Mac and Ctrl elsewhere.
 */
export const pageKeys = {
  handIn: 'Mod+Enter',
  run: 'Mod+Shift+Enter',
  tryExamples: 'Mod+Alt+Enter',
  save: 'Mod+S',
  next: 'Control+Alt+ArrowRight',
  search: '/',
  toggleList: 'Mod+B',
  close: 'Escape',
  help: '?',
} as const;

/** Those that the editor has while it has the focus; a space separates what is pressed one after the other. */
export const editorKeys = {
  comment: 'Mod+/',
  find: 'Mod+F',
  undo: 'Mod+Z',
  nextProblem: 'F8',
  leaveEditor: 'Escape Tab',
} as const;

export type PageShortcut = keyof typeof pageKeys;
export type EditorShortcut = keyof typeof editorKeys;

/** The keys on this computer, such as `Control+Enter`. */
export const keysHere = (keys: string, mac: boolean): string =>
  keys.replace('Mod', mac ? 'Meta' : 'Control');

/** What was pressed, in the same form. The Shift of a character alone, such as `?`, depends on the keyboard. */
export function pressedKeys(event: KeyboardEvent): string {
  const { ctrlKey, metaKey, altKey, shiftKey, code } = event;
  // On keyboards without Latin letters the place of the key counts.
  const key = /^[^ -~]$/.test(event.key) ? code.replace('Key', '') : event.key;
  const isCharacter = key.length === 1;
  return [
    ctrlKey && 'Control',
    metaKey && 'Meta',
    altKey && 'Alt',
    shiftKey && (ctrlKey || metaKey || !isCharacter) && 'Shift',
    isCharacter ? key.toUpperCase() : key,
  ]
    .filter(Boolean)
    .join('+');
}
