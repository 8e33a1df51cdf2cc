import type { Stack } from '@touchstone/cli/stack';
import { figure, type Figure } from '../figures.ts';
import { createLoadClient, type LoadClient } from '../load/client.ts';
import { findWork, type Work } from '../load/students.ts';
import { clearProgress, showProgress } from '../progress.ts';
import { percentile } from '../statistics.ts';
import {
  analyze,
  fillGraded,
  fillUsers,
  onDatabase,
  programOf,
  removeQueued,
  tokenOf,
} from './fill.ts';

export interface RowsOptions {
  /** Numbers of submissions in the database, ascending. */
  readonly sizes: readonly number[];
  /** Requests of each kind at each size. */
  readonly samples: number;
}

const fillAtOnce = 100_000;
const goals = { reuse: { max: 1.5 }, accept: undefined };

/**
 * The cost of handing in with a growing number of submissions in the database: for a program that was
 * graded before (reuse), and for a new one (accept). Without graders, one request after the other.
 */
export async function measureRows(stack: Stack, options: RowsOptions): Promise<Figure[]> {
  const { sizes, samples } = options;
  for (const one of stack.processes) if (one.name.startsWith('grader')) await one.stop();
  const client = createLoadClient(stack.url);
  try {
    const work = await findWork(client);
    return await onDatabase(stack.databaseUrl, async (db) => {
      await fillUsers(db, samples);
      const costs: { size: number; reuse: number; accept: number }[] = [];
      let filled = 0;
      for (const size of sizes) {
        while (filled < size) {
          const last = Math.min(size, filled + fillAtOnce);
          showProgress(`${filled} of ${size} rows`);
          const { assignmentId } = work;
          await fillGraded(db, { assignmentId, first: filled + 1, last });
          filled = last;
        }
        await analyze(db);
        clearProgress();
        const reuse = await medianLatency(client, work, {
          samples,
          status: 200,
          code: () => programOf(1 + Math.floor(Math.random() * filled)),
        });
        const code = () => work.nextProgram();
        const accept = await medianLatency(client, work, { samples, status: 202, code });
        await removeQueued(db);
        costs.push({ size, reuse, accept });
      }
      return costs.flatMap(({ size, reuse, accept }) =>
        figuresOf(size, { reuse, accept }, costs[0]),
      );
    });
  } finally {
    client.close();
  }
}

/** The median in ms. The first tenth is warm-up; each request is from another user. */
async function medianLatency(
  client: LoadClient,
  { assignmentId }: Work,
  { samples, status, code }: { samples: number; status: number; code: () => string },
): Promise<number> {
  const millis: number[] = [];
  for (let n = 1; n <= samples; n++) {
    const body = { assignmentId, code: code() };
    const began = performance.now();
    const answer = await client.as(tokenOf(n)).try('POST /api/submissions', { body });
    if (answer.status !== status) throw new Error(`Answered ${JSON.stringify(answer)}`);
    millis.push(performance.now() - began);
  }
  return percentile(millis.slice(Math.floor(samples / 10)), 0.5);
}

type Costs = Readonly<Record<'reuse' | 'accept', number>>;

function figuresOf(size: number, costs: Costs, first: Costs = costs): Figure[] {
  const rows = size.toLocaleString('en');
  return (['reuse', 'accept'] as const).flatMap((kind) => [
    figure(`${kind} at ${rows} rows, p50`, costs[kind], 'ms'),
    ...(costs === first || first[kind] === costs[kind]
      ? []
      : [figure(`${kind} at ${rows} rows`, costs[kind] / first[kind], 'x the first', goals[kind])]),
  ]);
}
