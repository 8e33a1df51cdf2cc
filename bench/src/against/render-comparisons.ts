import { renderTable } from '../table.ts';
import type { AgainstOptions } from './options.ts';
import type { Comparison } from './ratio.ts';

/** Lines for a terminal: each figure in both revisions, their ratio, and the finding. */
export function renderComparisons(
  comparisons: readonly (Comparison & { name: string; unit: string })[],
  { revision, pairs, margin }: AgainstOptions,
): string[] {
  const percent = `${(margin * 100).toFixed(0)} %`;
  const rows = comparisons.map(({ name, unit, here, there, ratio, interval, finding }) => [
    `${name}, ${unit}`,
    there.toFixed(2),
    here.toFixed(2),
    ratio.toFixed(3),
    interval === null ? '-' : interval.map((end) => end.toFixed(3)).join(' to '),
    finding === 'same' ? `same within ${percent}` : finding,
  ]);
  const inconclusive = comparisons.filter(({ finding }) => finding === 'inconclusive').length;
  return [
    `This checkout against ${revision}, ${pairs} alternating runs each:`,
    '',
    ...renderTable(['', revision, 'here', 'ratio', '95 % interval', ''], rows),
    ...(inconclusive === 0
      ? []
      : [
          '',
          `${inconclusive} of ${comparisons.length} figures are inconclusive, since the runs vary too much. Use more --pairs.`,
        ]),
  ];
}
