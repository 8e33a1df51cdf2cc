import { clearProgress, showProgress } from '../progress.ts';
import { checkoutFolder } from '../places.ts';
import { writeResults } from '../results.ts';
import { runBench } from './bench-command.ts';
import { comparableFigures, type ComparableFigure } from './comparable-figures.ts';
import type { AgainstOptions } from './options.ts';
import { compare, type Comparison } from './ratio.ts';
import { renderComparisons } from './render-comparisons.ts';
import { checkOut, findCommit } from './revision.ts';

/** What each pair of runs measured of a figure: here, and in the other revision. */
interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly here: readonly number[];
  readonly there: readonly number[];
}

/**
 * Measures this checkout, uncommitted changes included, and one of another revision by their own
 * commands for the bench. The two take turns, and each pair begins with the other one, so that
 * both meet the machine's moods. Resolves to the exit status: 0 when all has been measured.
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
    const found = { against: commit, pairs, margin, args, comparisons } satisfies Found;
    console.log(`\nAll figures: ${await writeResults(`${bench}-against`, found)}`);
    return 0;
  } finally {
    await there.remove();
  }
}

interface Found {
  readonly against: string;
  readonly pairs: number;
  readonly margin: number;
  readonly args: readonly string[];
  readonly comparisons: readonly (Comparison & { name: string; unit: string })[];
}

async function measurePairs(
  bench: string,
  args: readonly string[],
  folders: { here: string; there: string },
  pairs: number,
): Promise<Measured[]> {
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

/** Keeps the figures that every run of both revisions has. */
function inPairs(
  here: readonly ComparableFigure[][],
  there: readonly ComparableFigure[][],
): Measured[] {
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
