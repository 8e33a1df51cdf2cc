import { writable, type Readable } from 'svelte/store';
import type { TextStore } from '../../browser/text-store.ts';
import { keepTheme, readTheme, showTheme, type Theme } from './kept-theme.ts';

export interface ThemeChoice {
  readonly theme: Readable<Theme>;
  choose: (theme: Theme) => void;
}

/** The theme kept before is shown by then: it must stand before the first paint (early/main.ts). */
export function createThemeChoice(root: HTMLElement, store: TextStore): ThemeChoice {
  const theme = writable<Theme>(readTheme(store));
  return {
    theme,
    choose(next) {
      showTheme(root, next);
      keepTheme(store, next);
      theme.set(next);
    },
  };
}
