/** The result of comparing a figure of two revisions. */
export interface Comparison {
  /** Geometric means of the runs. */
  readonly here: number;
  readonly there: number;
  /** Here divided by there. */
  readonly ratio: number;
  /** The 95 % confidence interval of the ratio; null for a single pair. */
  readonly interval: readonly [number, number] | null;
  readonly finding: 'higher' | 'lower' | 'same' | 'inconclusive';
}

/** Student's t for 95 % confidence, by degrees of freedom from 1. */
const t95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];
const tForMore = 2.042;

/**
 * Compares pairs of runs by the mean of the logarithms of their ratios, with Student's interval.
 * `higher` and `lower`: the interval is on one side of 1. `same`: it is within the margin around 1.
 * `inconclusive`: it includes 1 and extends beyond the margin, so more pairs are needed. A figure of 0
 * or less has no ratio: it is inconclusive, unless all pairs are equal.
 */
export function compare(
  here: readonly number[],
  there: readonly number[],
  margin: number,
): Comparison {
  const means = { here: geometricMean(here), there: geometricMean(there) };
  const logs = here.map((value, index) => Math.log(value / (there[index] ?? NaN)));
  if (!logs.every(Number.isFinite)) {
    const equal = here.every((value, index) => value === there[index]);
    const finding = equal ? 'same' : 'inconclusive';
    return { ...means, ratio: equal ? 1 : NaN, interval: null, finding };
  }
  const mean = meanOf(logs);
  const ratio = Math.exp(mean);
  if (logs.length < 2) return { ...means, ratio, interval: null, finding: 'inconclusive' };
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  const reach = (t95[logs.length - 2] ?? tForMore) * Math.sqrt(variance / logs.length);
  const interval = [Math.exp(mean - reach), Math.exp(mean + reach)] as const;
  return { ...means, ratio, interval, finding: findingOf(interval, margin) };
}

function findingOf([low, high]: readonly [number, number], margin: number): Comparison['finding'] {
  if (low >= 1 - margin && high <= 1 + margin) return 'same';
  if (low > 1) return 'higher';
  if (high < 1) return 'lower';
  return 'inconclusive';
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The arithmetic mean if a value is 0 or less. */
const geometricMean = (values: readonly number[]): number =>
  values.every((value) => value > 0) ? Math.exp(meanOf(values.map(Math.log))) : meanOf(values);
