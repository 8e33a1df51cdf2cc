import { expect, it } from 'vitest';
import { editorKeys, keysHere, pageKeys, pressedKeys } from './shortcut-keys.ts';

const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  pressedKeys({ key, code: '', ...held } as KeyboardEvent);

it('writes what was pressed as aria-keyshortcuts does', () => {
  expect(press('Enter', { ctrlKey: true })).toBe('Control+Enter');
  expect(press('Enter', { metaKey: true, shiftKey: true })).toBe('Meta+Shift+Enter');
  expect(press('ArrowRight', { ctrlKey: true, altKey: true })).toBe('Control+Alt+ArrowRight');
  expect(press('Enter', { shiftKey: true })).toBe('Shift+Enter');
});

it('takes letters as they are, whatever Caps Lock does, and where they are on other alphabets', () => {
  expect(press('s', { ctrlKey: true })).toBe('Control+S');
  expect(press('S', { ctrlKey: true })).toBe('Control+S');
  expect(press('S', { ctrlKey: true, shiftKey: true })).toBe('Control+Shift+S');
  expect(press('ы', { ctrlKey: true, code: 'KeyS' })).toBe('Control+S');
});

it('needs no Shift for a character, since keyboards differ', () => {
  expect(press('?', { shiftKey: true })).toBe('?');
  expect(press('/', { shiftKey: true })).toBe('/');
});

it('has ⌘ for Ctrl on a Mac', () => {
  expect(keysHere(pageKeys.run, false)).toBe('Control+Shift+Enter');
  expect(keysHere(pageKeys.run, true)).toBe('Meta+Shift+Enter');
});

it('has no keys twice', () => {
  const all = [...Object.values(pageKeys), ...Object.values(editorKeys)];
  expect(new Set(all).size).toBe(all.length);
});
