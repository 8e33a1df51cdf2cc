import { chmod, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clearProgress, showProgress } from '@touchstone/bench/progress';
import { writeResults } from '@touchstone/bench/results';
import { runChaos, type ChaosRun } from './chaos.ts';
import { readGround } from './leftovers.ts';
import { readOptions, type Options } from './options.ts';
import { figuresOf, type RunFigures } from './report/figures.ts';
import { renderBreaches } from './report/render-breaches.ts';
import { renderFigures } from './report/render-figures.ts';
import { keepsPromises } from './verify/verify.ts';

/* The process that main.ts starts; its parent is the reaper of all its descendants. */

const graceMs = 25_000;
/** As in shells: 128 plus the number of SIGINT. */
const interruptedStatus = 130;
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

function interrupt(): void {
  if (interruption.signal.aborted) return;
  clearProgress();
  console.error('Stopping the stack.');
  setTimeout(() => process.exit(interruptedStatus), graceMs).unref();
  interruption.abort(new Error('interrupted'));
}

async function runAll(given: Options): Promise<number> {
  const runs: RunFigures[] = [];
  const broken: { seed: number; breaches: string[]; run: ChaosRun }[] = [];
  for (let seed = given.seed; seed < given.seed + given.runs; seed++) {
    const folder = path.join(tmpdir(), '..', 'disk', `stack-${seed}`);
    const run = await runOne(given, seed, folder);
    if (run === null) return interruptedStatus;
    const figures = figuresOf(seed, run);
    const breaches = renderBreaches(figures, run.log);
    runs.push(figures);
    console.log(['', ...renderFigures([figures])].join('\n'));
    if (keepsPromises(figures.findings) && figures.mishaps.length === 0) {
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    broken.push({ seed, breaches, run });
    console.log(breaches.join('\n'));
    const logs = await keepLogs(folder, seed);
    console.log(`The stack's logs: ${logs}\nTo repeat: ${commandFor(given, seed)}`);
  }
  if (runs.length > 1) console.log(['', 'All runs:', ...renderFigures(runs)].join('\n'));
  const file = await writeResults('chaos', { options: given, runs, broken });
  console.log(`\nAll figures: ${file}\nTo repeat: ${commandFor(given, given.seed)}`);
  console.log(
    broken.length === 0
      ? `All promises were kept in ${runs.length} of ${runs.length} runs.`
      : `A promise was broken in ${broken.length} of ${runs.length} runs.`,
  );
  return broken.length === 0 ? 0 : 1;
}

/** Copies the logs off the disk, which disappears with this process. */
async function keepLogs(folder: string, seed: number): Promise<string> {
  const logs = path.join(tmpdir(), '..', `logs-${seed}`);
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.endsWith('.log')) await cp(path.join(folder, name), path.join(logs, name));
  }
  await rm(folder, { recursive: true, force: true });
  return logs;
}

/** Null if it was interrupted; everything is stopped then. */
async function runOne(given: Options, seed: number, folder: string): Promise<ChaosRun | null> {
  const { signal } = interruption;
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
  const say = (text: string): void => showProgress(`seed ${seed}: ${text}`);
  try {
    const ground = await readGround();
    const tell = { onProgress: say, onNotice: say };
    return await runChaos({ ...given, ...tell, seed, folder, ground, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    return null;
  } finally {
    clearProgress();
  }
}

const commandFor = ({ submissions, faults, users, rolling }: Options, seed: number): string =>
  `npm run chaos -- --seed ${seed} --submissions ${submissions} --faults ${faults} ` +
  `--users ${users} --runs 1${rolling ? ' --rolling' : ''}`;

const options = readOptions(process.argv.slice(2));
if (options !== null) process.exitCode = await runAll(options);
