import { clearProgress, showProgress } from '../progress.ts';
import { checkoutFolder } from '../places.ts';
import { writeResults } from '../results.ts';
import { runBench } from './bench-command.ts';
import { comparableFigures, type ComparableFigure } from './comparable-figures.ts';
import type { AgainstOptions } from './options.ts';
import { compare } from './ratio.ts';
import { renderComparisons } from './render-comparisons.ts';
import { checkOut, findCommit } from './revision.ts';

/**
 * Measures this checkout, including uncommitted changes, and one of another revision, each by its own
 * bench command. The two alternate, and so does which one starts, so that changes of the machine's
 * load affect both. Resolves to the exit status: 0 if everything was measured.
 */
export async function benchAgainst(
  bench: string,
  args: readonly string[],
  { revision, pairs, margin }: AgainstOptions,
): Promise<number> {
  const commit = await findCommit(revision);
  const there = await checkOut(commit);
  try {
    const folders = { here: checkoutFolder, there: there.folder };
    console.log(`Setting up ${revision} (${commit.slice(0, 12)}) …`);
    for (const folder of Object.values(folders)) await runBench(folder, bench, ['--help']);
    const measured = await measurePairs(bench, args, folders, pairs);
    const comparisons = measured.map(({ name, unit, ...runs }) => ({
      name,
      unit,
      ...compare(runs.here, runs.there, margin),
    }));
    const lines = renderComparisons(comparisons, { revision, pairs, margin });
    for (const line of lines) console.log(line);
    const found = { against: commit, pairs, margin, args, comparisons };
    console.log(`\nAll figures: ${await writeResults(`${bench}-against`, found)}`);
    return 0;
  } finally {
    await there.remove();
  }
}

async function measurePairs(
  bench: string,
  args: readonly string[],
  folders: { here: string; there: string },
  pairs: number,
) {
  const found: Record<keyof typeof folders, ComparableFigure[][]> = { here: [], there: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? (['there', 'here'] as const) : (['here', 'there'] as const);
    for (const side of order) {
      showProgress(`pair ${pair + 1} of ${pairs}, ${side}`);
      const { results } = await runBench(folders[side], bench, args);
      found[side].push(comparableFigures(results));
    }
  }
  clearProgress();
  return inPairs(found.here, found.there);
}

/** The figures that every run of both revisions has. */
function inPairs(here: readonly ComparableFigure[][], there: readonly ComparableFigure[][]) {
  const measured = (here[0] ?? []).map(({ name, unit }) => {
    const valuesOf = (runs: readonly ComparableFigure[][]): number[] =>
      runs
        .map((run) => run.find((figure) => figure.name === name && figure.unit === unit)?.value)
        .filter((value) => value !== undefined);
    return { name, unit, here: valuesOf(here), there: valuesOf(there) };
  });
  const whole = measured.filter(
    (figure) => figure.here.length === here.length && figure.there.length === there.length,
  );
  if (whole.length === 0) throw new Error('The two revisions have no figure in common.');
  return whole;
}
