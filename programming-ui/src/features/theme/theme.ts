import { readonly, writable } from 'svelte/store';
import type { TextStore } from '../../browser/text-store.ts';
import { saveTheme, readTheme, showTheme, type Theme } from './saved-theme.ts';

/** The saved theme is applied before this, ahead of the first paint (early/main.ts). */
export function createThemeChoice(root: HTMLElement, store: TextStore) {
  const theme = writable<Theme>(readTheme(store));
  return {
    theme: readonly(theme),
    choose(next: Theme) {
      showTheme(root, next);
      saveTheme(store, next);
      theme.set(next);
    },
  };
}
