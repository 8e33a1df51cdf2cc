import type { TextStore } from '../../browser/text-store.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const storageKey = 'touchstone:theme';

export function readTheme(store: TextStore): Theme {
  return themes.find((theme) => theme === store.read(storageKey)) ?? 'system';
}

export function saveTheme(store: TextStore, theme: Theme): void {
  if (theme === 'system') store.remove(storageKey);
  else store.write(storageKey, theme);
}

/** `system` removes `data-theme` from the root: the style sheet then follows the system. */
export function showTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}
