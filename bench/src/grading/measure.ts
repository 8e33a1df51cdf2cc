import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { judges, type Judge } from '@touchstone/contracts';
import { createSandbox, type Sandbox } from '@touchstone/grader-api/offline';
import { clearProgress, showProgress } from '../progress.ts';
import { percentile } from '../statistics.ts';
import type { Contender, Slice } from './contender.ts';
import { bareName, type Cell, type IdleCell, type Measurement } from './measurement.ts';
import { inFolder, missingModules, readProgram, type Program } from './programs.ts';
import { createPythonLoop } from './python-loop.ts';
import { createSandboxLoop, gradingOf, type GradeOnce } from './sandbox-loop.ts';

/**
 * The measuring process, which its parent has pinned to cores: measures all contenders on them and
 * writes a Measurement. The contenders alternate, so that changes of the machine's load affect all.
 */
const warmUpSeconds = 0.3;
const idlePauseMs = 30;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '4' },
    idle: { type: 'string', default: '0' },
    judges: { type: 'string', default: judges.join(',') },
  },
});
const concurrency = Number(values.concurrency);
const seconds = Number(values.seconds);
const idleGradings = Number(values.idle);
const wantedJudges = judges.filter((judge) => values.judges.split(',').includes(judge));

const measurement: Measurement = { cells: [], idle: [], notes: [] };
const sandbox = await createSandbox({ kind: 'bubblewrap' });
try {
  for (const name of positionals) await measure(sandbox, await readProgram(name));
} finally {
  await sandbox.close();
}
process.stdout.write(JSON.stringify(measurement));

async function measure(on: Sandbox, program: Program): Promise<void> {
  const missing = await missingModules(program);
  if (missing.length > 0) {
    const packages = missing.map((name) => `python3-${name}`).join(' ');
    measurement.notes.push(
      `${program.name} is skipped; to include it: sudo apt-get install ${packages}`,
    );
    return;
  }
  const gradings = new Map<Judge, GradeOnce>();
  for (const judge of wantedJudges) gradings.set(judge, await gradingOf(on, program, judge));
  const cells = await inFolder(program, (folder) => race(program, folder, gradings));
  measurement.cells.push(...cells);
  for (const [judge, gradeOnce] of gradings) {
    if (idleGradings > 0) measurement.idle.push(await idle(program.name, judge, gradeOnce));
  }
}

async function race(
  program: Program,
  folder: string,
  gradings: ReadonlyMap<Judge, GradeOnce>,
): Promise<Cell[]> {
  const { preload, testFiles } = program.bundle;
  // unittest has nothing to compare with a program that only has cases.
  const hasTests = testFiles.length > 0;
  const place = [folder, String(concurrency)];
  const sandboxLoops = [...gradings].map(([judge, gradeOnce]) =>
    createSandboxLoop(judge, concurrency, gradeOnce),
  );
  const contenders = hasTests
    ? [
        await createPythonLoop(bareName, 'bare_loop.py', place),
        ...sandboxLoops,
        await createPythonLoop('one fork', 'fork_loop.py', [...place, '1', ...preload]),
        await createPythonLoop('two forks', 'fork_loop.py', [...place, '2', ...preload]),
      ]
    : sandboxLoops;
  try {
    const slices = await measureInRounds(program.name, contenders);
    return contenders.map(({ name }) => cellOf(program.name, name, slices.get(name) ?? []));
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
  }
}

/** The contenders alternate; each round starts with another one. */
async function measureInRounds(
  program: string,
  contenders: readonly Contender[],
): Promise<Map<string, Slice[]>> {
  const slices = new Map<string, Slice[]>(contenders.map(({ name }) => [name, []]));
  for (const contender of contenders) await contender.run(warmUpSeconds);
  const rounds = Math.max(1, Math.round(seconds));
  for (let round = 0; round < rounds; round += 1) {
    showProgress(`${program}: round ${round + 1} of ${rounds}`);
    for (let index = 0; index < contenders.length; index += 1) {
      const contender = contenders[(round + index) % contenders.length];
      if (contender === undefined) continue;
      slices.get(contender.name)?.push(await contender.run(seconds / rounds));
    }
  }
  clearProgress();
  return slices;
}

function cellOf(program: string, contender: string, slices: readonly Slice[]): Cell {
  const millis = slices.flatMap((slice) => slice.millis);
  const spent = slices.reduce((sum, slice) => sum + slice.seconds, 0);
  return { program, contender, perSecond: millis.length / spent, ...timesOf(millis) };
}

async function idle(program: string, judge: Judge, gradeOnce: GradeOnce): Promise<IdleCell> {
  const millis: number[] = [];
  for (let count = 0; count < idleGradings; count += 1) {
    await setTimeout(idlePauseMs);
    millis.push(await gradeOnce());
  }
  return { program, judge, ...timesOf(millis) };
}

function timesOf(millis: readonly number[]) {
  return {
    gradings: millis.length,
    p50Ms: percentile(millis, 0.5),
    p95Ms: percentile(millis, 0.95),
  };
}
