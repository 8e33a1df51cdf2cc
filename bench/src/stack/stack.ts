import { parseArgs } from 'node:util';
import type { Stack } from '@touchstone/cli/stack';
import { meetsGoal, renderFigures, type Figure } from '../figures.ts';
import { writeResults } from '../results.ts';
import { measureFlood } from './flooded.ts';
import { measureHandedIn } from './handed-in.ts';
import { onStack } from './measured-stack.ts';
import { measureReads } from './reads.ts';
import { measureRegrade } from './regraded.ts';
import { measureRows } from './rows.ts';
import { measureStreams } from './streams.ts';
import { measureSustained } from './sustained.ts';
import { measureVerdict } from './verdict.ts';

/*
 * Benches of the whole stack through nginx: two APIs, two graders, PostgreSQL and Redis, and the
 * load itself, all on the cores of this machine.
 */

const options = {
  help: { type: 'boolean', default: false },
  seconds: { type: 'string', default: '15' },
  samples: { type: 'string', default: '300' },
  rounds: { type: 'string', default: '7' },
  streams: { type: 'string', default: '2000,10000' },
  rows: { type: 'string', default: '1000,100000,1000000' },
  'per-second': { type: 'string', default: '' },
  'flood-seconds': { type: 'string', default: '60' },
  submissions: { type: 'string', default: '10000' },
  'one-stack': { type: 'boolean', default: false },
} as const;

const help = `npm run bench -- verdict|sustained|hand-in|reads|streams|rows|regrade|flood [options]

Measures the whole stack through nginx. Exit status 1 if a goal is missed.

  --seconds N      how long the load lasts (15); a tenth of it for each contender and round of reads
  --samples N      verdict: submissions one after the other; rows: requests of each kind (300)
  --per-second N   verdict: the load (half of what can be sustained); regrade: the same (3)
  --submissions N  regrade: how many are graded again (10000)
  --one-stack      run all on one stack, to check that they work
  --rounds N       reads: number of rounds (7)
  --streams LIST   numbers of event streams, each on a separate stack (2000,10000)
  --rows LIST      numbers of submissions in the database, ascending (1000,100000,1000000)
  --flood-seconds N  flood: how long it lasts (60)`;

type Values = ReturnType<typeof read>;
const read = (args: readonly string[]) => parseArgs({ args: [...args], options }).values;
const numbers = (list: string): number[] => list.split(',').map(Number);

type Measure = (values: Values, run: OnStack) => Promise<Figure[]>;
type OnStack = (work: (stack: Stack) => Promise<Figure[]>) => Promise<Figure[]>;

const measures: Readonly<Record<string, Measure>> = {
  sustained: (values, run) =>
    run(async (stack) => (await measureSustained(stack, load(values))).figures),
  'hand-in': (values, run) => run((stack) => measureHandedIn(stack, load(values))),
  verdict: (values, run) =>
    run((stack) =>
      measureVerdict(stack, {
        ...load(values),
        samples: Number(values.samples),
        ...(values['per-second'] !== '' && { perSecond: Number(values['per-second']) }),
      }),
    ),
  reads: (values, run) =>
    run((stack) =>
      measureReads(stack, { seconds: Number(values.seconds) / 10, rounds: Number(values.rounds) }),
    ),
  streams: async (values, run) => {
    const figures: Figure[] = [];
    for (const streams of numbers(values.streams)) {
      figures.push(...(await run((stack) => measureStreams(stack, { streams }))));
    }
    return figures;
  },
  regrade: (values, run) =>
    run((stack) =>
      measureRegrade(stack, {
        ...load(values),
        submissions: Number(values.submissions),
        perSecond: values['per-second'] === '' ? 3 : Number(values['per-second']),
      }),
    ),
  // The only bench with the default limits.
  flood: (values) =>
    onStack('default', (stack) =>
      measureFlood(stack, { seconds: Number(values['flood-seconds']) }),
    ),
  rows: (values, run) =>
    run((stack) =>
      measureRows(stack, { sizes: numbers(values.rows), samples: Number(values.samples) }),
    ),
};

const onFreshStack: OnStack = (work) => onStack('wide', work);

const load = ({ seconds }: Values) => ({ seconds: Number(seconds) });

/** Runs these one after the other; `name` is for the results file. */
export async function benchStack(
  name: string,
  wanted: readonly string[],
  args: readonly string[],
): Promise<number> {
  const values = read(args);
  if (values.help) {
    console.log(help);
    return 0;
  }
  const figures: Figure[] = [];
  const measureAll = async (run: OnStack): Promise<void> => {
    for (const one of wanted) {
      const measured = (await measures[one]?.(values, run)) ?? [];
      figures.push(...measured);
      console.log(`\n${one}\n`);
      for (const line of renderFigures(measured)) console.log(line);
    }
  };
  if (values['one-stack']) await onStack('wide', (stack) => measureAll((work) => work(stack)));
  else await measureAll(onFreshStack);
  console.log(`\nAll figures: ${await writeResults(name, { figures })}`);
  return values['one-stack'] || figures.every(meetsGoal) ? 0 : 1;
}
