import { parseArgs } from 'node:util';
import { createSandbox } from '@touchstone/grader-api/offline';
import { figure, type Figure } from '../figures.ts';
import { programNames, readProgram } from '../grading/programs.ts';
import { bundleFor } from '../recorded.ts';
import { writeResults } from '../results.ts';
import { percentile } from '../statistics.ts';
import { renderTable } from '../table.ts';
import { accountOf, type Account } from './account-loop.ts';

const help = `npm run bench -- account [options]

Processor time and page faults of a grading in two processes, by part: medians. And the floor: what
processes take that do nothing.

  --gradings N      (300)
  --programs NAMES  of ${programNames.join(',')}
  --python PATH     the Python to grade with`;

export async function benchAccount(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      gradings: { type: 'string', default: '300' },
      programs: { type: 'string', default: 'one-line,many-calls,script' },
      python: { type: 'string', default: '/usr/bin/python3' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const { python } = values;
  const figures: Figure[] = [];
  const sandbox = await createSandbox({ kind: 'bubblewrap', slots: 1, python });
  try {
    for (const name of values.programs.split(',')) {
      const program = await readProgram(name);
      const bundle = await bundleFor(sandbox, program, 'split');
      const job = { code: program.solution, bundle };
      const account = await accountOf({ python, job, gradings: Number(values.gradings) });
      for (const line of render(name, account)) console.log(line);
      figures.push(...figuresOf(name, account));
    }
  } finally {
    await sandbox.close();
  }
  console.log(`All figures: ${await writeResults('account', { python, figures })}`);
  return 0;
}

const median = (values: readonly number[]) => percentile(values, 0.5);
const millis = (nanoseconds: readonly number[]) => median(nanoseconds) / 1e6;

const partsOf = ({ gradings }: Account): string[] => Object.keys(gradings[0] ?? {});

/** Of one part in all gradings; of all parts together for null. */
function column({ gradings }: Account, part: string | null, index: 0 | 1): number[] {
  return gradings.map((each) =>
    part === null
      ? Object.values(each).reduce((sum, used) => sum + used[index], 0)
      : (each[part]?.[index] ?? NaN),
  );
}

function figuresOf(program: string, account: Account): Figure[] {
  return [
    ...[...partsOf(account), null].flatMap((part) => {
      const name = `${program}, ${part ?? 'all'}`;
      return [
        figure(name, millis(column(account, part, 0)), 'ms'),
        figure(name, median(column(account, part, 1)), 'page faults'),
      ];
    }),
    ...Object.entries(account.floor).map(([part, used]) => figure(part, millis(used), 'ms')),
  ];
}

function render(program: string, account: Account): string[] {
  const rows = [...partsOf(account), null].map((part) => [
    part ?? 'all',
    millis(column(account, part, 0)).toFixed(2),
    median(column(account, part, 1)).toFixed(0),
  ]);
  const floor = Object.entries(account.floor).map(([part, used]) => [
    part,
    millis(used).toFixed(2),
  ]);
  return [
    `${program}, ${account.gradings.length} gradings:`,
    '',
    ...renderTable(['', 'ms', 'page faults'], rows),
    '',
    ...renderTable(['floor', 'ms'], floor),
    '',
  ];
}
