export type SeparatorDirection = 'columns' | 'rows';

export interface SeparatorRange {
  /** All in percent of the box that is divided. */
  readonly min: number;
  readonly max: number;
}

/** How far one press of an arrow moves a border, in percent. */
const step = 2;

export const clamp = (percent: number, { min, max }: SeparatorRange): number =>
  Math.min(max, Math.max(min, percent));

/**
 * Where a key moves the border to; null for keys that mean something else. `value` is the share of
 * what lies before the border, or behind it when `fromEnd`.
 */
export function valueAfterKey(
  key: string,
  value: number,
  options: SeparatorRange & { readonly direction: SeparatorDirection; readonly fromEnd: boolean },
): number | null {
  const [back, forth] =
    options.direction === 'columns' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const sign = options.fromEnd ? -1 : 1;
  if (key === back) return clamp(value - sign * step, options);
  if (key === forth) return clamp(value + sign * step, options);
  if (key === 'Home') return options.fromEnd ? options.max : options.min;
  if (key === 'End') return options.fromEnd ? options.min : options.max;
  return null;
}
