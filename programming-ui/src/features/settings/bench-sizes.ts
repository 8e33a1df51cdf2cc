import { createKeptValue, readKeptValue, type KeptValue } from '../../browser/kept-value.ts';
import type { TextStore } from '../../browser/text-store.ts';

/** Shares of the workbench in percent, as the student has dragged the borders. */
export interface BenchSizes {
  /** Width of the handout beside editor above results. */
  readonly handout: number;
  /** Height of the results below the editor. */
  readonly results: number;
  /** The two outer columns of three. */
  readonly handoutOfThree: number;
  readonly resultsOfThree: number;
}

export const defaultSizes: BenchSizes = {
  handout: 45,
  results: 50,
  handoutOfThree: 32,
  resultsOfThree: 29,
};

/** Each of three panes keeps a fifth at least. */
export const sizeRanges: Readonly<Record<keyof BenchSizes, { min: number; max: number }>> = {
  handout: { min: 20, max: 70 },
  results: { min: 15, max: 75 },
  handoutOfThree: { min: 18, max: 45 },
  resultsOfThree: { min: 18, max: 45 },
};

const storageKey = 'touchstone:bench';

export const createBenchSizes = (store: TextStore): KeptValue<BenchSizes> =>
  createKeptValue(store, storageKey, defaultSizes);

export const readBenchSizes = (store: TextStore): BenchSizes =>
  readKeptValue(store, storageKey, defaultSizes);
