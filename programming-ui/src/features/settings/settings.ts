import { createSavedValue, type SavedValue } from '../../browser/saved-value.ts';
import type { TextStore } from '../../browser/text-store.ts';

/** The student's settings in this browser. */
export interface Settings {
  /** Suggests names while typing. */
  readonly completion: boolean;
  /** Typing a bracket or quote adds the closing one. */
  readonly closeBrackets: boolean;
  /** Single characters, such as `?`, are shortcuts where no text is typed. */
  readonly characterKeys: boolean;
  /** Of the editor, in px, where 16 is the browser's default size. */
  readonly fontSize: number;
}

export const fontSizes = { min: 11, max: 24, default: 14 } as const;

export const createSettings = (store: TextStore): SavedValue<Settings> =>
  createSavedValue<Settings>(store, 'touchstone:settings', {
    completion: false,
    closeBrackets: false,
    characterKeys: true,
    fontSize: fontSizes.default,
  });
