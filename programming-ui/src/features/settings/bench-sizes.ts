import { createSavedValue, readSavedValue, type SavedValue } from '../../browser/saved-value.ts';
import type { TextStore } from '../../browser/text-store.ts';

/** The sizes of the workbench's panes in percent, as the student has dragged the borders. */
export interface BenchSizes {
  /** Width of the handout in the layout with two columns. */
  readonly handout: number;
  /** Height of the results below the editor, in that layout. */
  readonly results: number;
  /** The outer columns of three. */
  readonly handoutOfThree: number;
  readonly resultsOfThree: number;
}

export const defaultSizes: BenchSizes = {
  handout: 45,
  results: 50,
  handoutOfThree: 32,
  resultsOfThree: 29,
};

/** Leaves space for each pane. */
export const sizeRanges: Readonly<Record<keyof BenchSizes, { min: number; max: number }>> = {
  handout: { min: 20, max: 70 },
  results: { min: 15, max: 75 },
  handoutOfThree: { min: 18, max: 45 },
  resultsOfThree: { min: 18, max: 45 },
};

const storageKey = 'touchstone:bench';

export const createBenchSizes = (store: TextStore): SavedValue<BenchSizes> =>
  createSavedValue(store, storageKey, defaultSizes);

export const readBenchSizes = (store: TextStore): BenchSizes =>
  readSavedValue(store, storageKey, defaultSizes);
