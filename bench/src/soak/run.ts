import path from 'node:path';
import { parseArgs } from 'node:util';
import { judges } from '@touchstone/contracts';
import { readAssignmentFolder } from '@touchstone/course';
import { createSandbox } from '@touchstone/grader-api/offline';
import { assignmentsFolder } from '../places.ts';
import { bundleFor } from '../recorded.ts';
import { writeResults } from '../results.ts';
import { takeInventory, type Surroundings } from './inventory.ts';
import { grownWhileWarm, leftAfterClose } from './leftovers.ts';
import { lookBelow } from './processes.ts';
import { renderFaults, renderInventories } from './render-soak.ts';
import { waitUntil } from './wait-until.ts';
import { growthKiB, soakSandbox } from './soaking.ts';

/** The soaking process; its parent is the subreaper of all its descendants. */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    judge: { type: 'string' },
    'max-growth-mib': { type: 'string', default: '16' },
  },
});
const count = Number(values.count);
const maxGrowthKiB = Number(values['max-growth-mib']) * 1024;
/** Short, since some of the programs reach them. */
const limits = { cpuSeconds: 0.5, wallSeconds: 5, memoryMiB: 128 };

const reaper = process.ppid;
const { pids } = await lookBelow(reaper, new Set());
const surroundings: Surroundings = { reaper, except: new Set(pids), sinceMs: Date.now() };
const before = await takeInventory(surroundings);

const sandbox = await createSandbox({ kind: 'bubblewrap' });
const judge = judges.find((each) => each === values.judge) ?? 'split';
const soaking = await soak().finally(() => sandbox.close());
const { warm, soaked, samples, perSecond } = soaking;
const closed = await waitUntil(surroundings, (now) => leftAfterClose(before, now).length === 0);

const growth = {
  graderKiB: growthKiB(samples, ({ graderKiB }) => graderKiB),
  belowKiB: growthKiB(samples, ({ belowKiB }) => belowKiB),
};
const faults = [
  soaking.wrongVerdicts,
  grownWhileWarm(warm, soaked).map((fault) => `after the last grading, ${fault}`),
  leftAfterClose(before, closed).map((fault) => `after the sandbox closed, ${fault}`),
  growth.graderKiB > maxGrowthKiB ? [`the grader's memory grew by ${growth.graderKiB} KiB`] : [],
  growth.belowKiB > maxGrowthKiB ? [`the memory below grew by ${growth.belowKiB} KiB`] : [],
].flat();

const found = { count, judge, perSecond, growth, maxGrowthKiB, samples, faults };
const file = await writeResults('soak', found);
const lines = [
  `${count} gradings, ${judge}, ${perSecond.toFixed(1)} a second`,
  '',
  ...renderInventories({ before, warm, soaked, closed }),
  '',
  `Growth over all gradings: grader ${growth.graderKiB} KiB, below it ${growth.belowKiB} KiB (at most ${maxGrowthKiB} each).`,
  ...renderFaults(faults),
  '',
  `All figures: ${file}`,
];
for (const line of lines) console.log(line);
process.exitCode = faults.length === 0 ? 0 : 1;

async function soak() {
  const read = await readAssignmentFolder(path.join(assignmentsFolder, 'one-line'));
  const assignment = { bundle: { ...read.bundle, limits }, solution: read.solution?.code ?? '' };
  const bundle = await bundleFor(sandbox, assignment, judge);
  return soakSandbox(sandbox, bundle, { count, surroundings });
}
