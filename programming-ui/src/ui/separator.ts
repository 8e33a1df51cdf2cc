export type SeparatorDirection = 'columns' | 'rows';

export interface SeparatorRange {
  /** Both in percent of the divided box. */
  readonly min: number;
  readonly max: number;
}

/** How far an arrow key moves a border, in percent. */
const step = 2;

export const clamp = (percent: number, { min, max }: SeparatorRange): number =>
  Math.min(max, Math.max(min, percent));

/**
 * Where a key moves the border to; null for other keys. `value` is the share of the pane before the
 * border, or after it with `fromEnd`.
 */
export function valueAfterKey(
  key: string,
  value: number,
  options: SeparatorRange & { readonly direction: SeparatorDirection; readonly fromEnd: boolean },
): number | null {
  const [back, forward] =
    options.direction === 'columns' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const sign = options.fromEnd ? -1 : 1;
  if (key === back) return clamp(value - sign * step, options);
  if (key === forward) return clamp(value + sign * step, options);
  if (key === 'Home') return options.fromEnd ? options.max : options.min;
  if (key === 'End') return options.fromEnd ? options.min : options.max;
  return null;
}
