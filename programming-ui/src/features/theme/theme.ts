import { writable, type Readable } from 'svelte/store';
import type { TextStore } from '../../browser/text-store.ts';

const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Read by public/theme.js as well, before the first paint. */
const storageKey = 'touchstone:theme';

export interface ThemeChoice {
  readonly theme: Readable<Theme>;
  /** System, light, dark, and round again. */
  next: () => void;
}

/** `system` leaves the root without `data-theme`: the style sheet then follows the system. */
export function createThemeChoice(root: HTMLElement, store: TextStore): ThemeChoice {
  let current = themes.find((theme) => theme === store.read(storageKey)) ?? 'system';
  const theme = writable<Theme>(current);
  return {
    theme,
    next() {
      current = themes[(themes.indexOf(current) + 1) % themes.length] ?? 'system';
      if (current === 'system') {
        delete root.dataset['theme'];
        store.remove(storageKey);
      } else {
        root.dataset['theme'] = current;
        store.write(storageKey, current);
      }
      theme.set(current);
    },
  };
}
