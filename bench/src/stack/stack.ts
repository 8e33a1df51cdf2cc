import { parseArgs } from 'node:util';
import type { Stack } from '@touchstone/cli/stack';
import { meetsGoal, renderFigures, type Figure } from '../figures.ts';
import { writeResults } from '../results.ts';
import { measureFlood } from './flooded.ts';
import { onStack } from './measured-stack.ts';
import { measureReads } from './reads.ts';
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
  'one-stack': { type: 'boolean', default: false },
} as const;

const help = `npm run bench -- verdict|sustained|reads|streams|rows|flood [options]

On the whole stack through nginx. Exit status 1 when a goal is missed.

  --seconds N      of load (15); of each read contender in each round a tenth of it
  --samples N      verdict: one after the other; rows: requests of each kind (300)
  --per-second N   verdict: the load, instead of half of what can be sustained
  --one-stack      all on one and the same, for a look at whether they work
  --rounds N       reads: how often the contenders take turns (7)
  --streams LIST   how many event streams, each on a stack of its own (2000,10000)
  --rows LIST      submissions in the database, rising (1000,100000,1000000)
  --flood-seconds N  flood: how long it lasts (60)`;

type Values = ReturnType<typeof read>;
const read = (args: readonly string[]) => parseArgs({ args: [...args], options }).values;
const numbers = (list: string): number[] => list.split(',').map(Number);

type Measure = (values: Values, run: OnStack) => Promise<Figure[]>;
type OnStack = (work: (stack: Stack) => Promise<Figure[]>) => Promise<Figure[]>;

const measures: Readonly<Record<string, Measure>> = {
  sustained: (values, run) =>
    run(async (stack) => (await measureSustained(stack, load(values))).figures),
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
  flood: measureLimits,
  rows: (values, run) =>
    run((stack) =>
      measureRows(stack, { sizes: numbers(values.rows), samples: Number(values.samples) }),
    ),
};

const onFreshStack = <T>(work: (stack: Stack) => Promise<T>): Promise<T> =>
  onStack({ apis: 2, graders: 2 }, work);

/** The one bench that is about the limits. */
async function measureLimits(values: Values): Promise<Figure[]> {
  return onStack({ limits: 'default' }, (stack) =>
    measureFlood(stack, { seconds: Number(values['flood-seconds']) }),
  );
}

const load = ({ seconds }: Values) => ({ seconds: Number(seconds) });

/** Runs these one after the other; `name` is the results file's. */
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
  if (values['one-stack']) await onFreshStack((stack) => measureAll((work) => work(stack)));
  else await measureAll(onFreshStack);
  console.log(`\nAll figures: ${await writeResults(name, { figures })}`);
  return values['one-stack'] || figures.every(meetsGoal) ? 0 : 1;
}
