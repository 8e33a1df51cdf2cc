import { writable, type Readable } from 'svelte/store';
import type { TextStore } from '../../browser/text-store.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Read by public/theme.js as well, before the first paint. */
const storageKey = 'touchstone:theme';

export interface ThemeChoice {
  readonly theme: Readable<Theme>;
  choose: (theme: Theme) => void;
}

/** `system` leaves the root without `data-theme`: the style sheet then follows the system. */
export function createThemeChoice(root: HTMLElement, store: TextStore): ThemeChoice {
  const kept = themes.find((theme) => theme === store.read(storageKey)) ?? 'system';
  const theme = writable<Theme>(kept);
  return {
    theme,
    choose(next) {
      if (next === 'system') {
        delete root.dataset['theme'];
        store.remove(storageKey);
      } else {
        root.dataset['theme'] = next;
        store.write(storageKey, next);
      }
      theme.set(next);
    },
  };
}
