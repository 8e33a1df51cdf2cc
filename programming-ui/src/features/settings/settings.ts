import { createKeptValue, type KeptValue } from '../../browser/kept-value.ts';
import type { TextStore } from '../../browser/text-store.ts';

/** What a student has set for all assignments, in this browser. */
export interface Settings {
  /** Names are suggested while typing. */
  readonly completion: boolean;
  /** A bracket or quote brings its partner along. */
  readonly closeBrackets: boolean;
  /** Of the editor, in px where 16 is the browser's own size. */
  readonly fontSize: number;
}

export const fontSizes = { min: 11, max: 24, default: 14 } as const;

export const createSettings = (store: TextStore): KeptValue<Settings> =>
  createKeptValue<Settings>(store, 'touchstone:settings', {
    completion: false,
    closeBrackets: false,
    fontSize: fontSizes.default,
  });
