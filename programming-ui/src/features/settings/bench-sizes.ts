import { createSavedValue, readSavedValue, type SavedValue } from '../../browser/saved-value.ts';
import type { TextStore } from '../../browser/text-store.ts';

/** The layout of the page: the panes' sizes in percent, as the student has dragged the borders. */
export interface BenchSizes {
  /** Width of the handout in the layout with two columns. */
  readonly handout: number;
  /** Height of the results below the editor; 0 until that border is dragged. */
  readonly results: number;
  /** The outer columns of three. */
  readonly handoutOfThree: number;
  readonly resultsOfThree: number;
  /** The list of assignments: `shown` or `folded` by the student, otherwise `auto`. */
  readonly list: string;
}

export const defaultSizes: BenchSizes = {
  handout: 42,
  results: 0,
  handoutOfThree: 29,
  resultsOfThree: 24,
  list: 'auto',
};

/** Leaves space for each pane. */
export const sizeRanges = {
  handout: { min: 20, max: 70 },
  results: { min: 15, max: 75 },
  handoutOfThree: { min: 18, max: 45 },
  resultsOfThree: { min: 18, max: 45 },
} as const;

const storageKey = 'touchstone:bench';

export const createBenchSizes = (store: TextStore): SavedValue<BenchSizes> =>
  createSavedValue(store, storageKey, defaultSizes);

export const readBenchSizes = (store: TextStore): BenchSizes =>
  readSavedValue(store, storageKey, defaultSizes);
