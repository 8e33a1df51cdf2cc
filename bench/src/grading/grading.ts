import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judges } from '@touchstone/contracts';
import { runFile } from '@touchstone/runtime/programs';
import { childEnvironment } from '../places.ts';
import { writeResults } from '../results.ts';
import { allowedCores } from './cores.ts';
import { measurementSchema, type Measurement } from './measurement.ts';
import { programNames } from './programs.ts';
import { renderMeasurement } from './render-measurement.ts';

const help = `npm run bench -- grading [options]

Gradings per second and time per grading, split and shared, on one core and on two, compared to
python3 -m unittest without a sandbox and to forks without a sandbox (the limit), with the same
programs in the same run.

  --seconds N       for each program, contender and number of cores (4)
  --cores 1,2       how many cores to measure on
  --programs NAMES  of ${programNames.join(',')}
  --judges NAMES    of ${judges.join(',')}
  --idle N          gradings with pauses, on all cores, for each program and judge (60)`;

export async function benchGrading(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '4' },
      cores: { type: 'string', default: '1,2' },
      programs: { type: 'string', default: programNames.join(',') },
      judges: { type: 'string', default: judges.join(',') },
      idle: { type: 'string', default: '60' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const available = await allowedCores();
  const counts = values.cores.split(',').map(Number);
  const runs: { cores: number; measurement: Measurement }[] = [];
  for (const count of counts) {
    if (count > available.length) {
      console.log(`Not measured on ${count} cores: this process may use ${available.length}.\n`);
      continue;
    }
    const measurement = await measureOn(available.slice(0, count), {
      seconds: values.seconds,
      idle: count === Math.max(...counts) ? values.idle : '0',
      judges: values.judges,
      programs: values.programs,
    });
    for (const line of renderMeasurement(count, measurement)) console.log(line);
    runs.push({ cores: count, measurement });
  }
  const file = await writeResults('grading', { secondsPerCell: Number(values.seconds), runs });
  console.log(`All figures: ${file}`);
  return 0;
}

/** Affinity is inherited: the measuring process and its descendants stay on the cores. */
async function measureOn(
  cores: readonly number[],
  options: Record<'seconds' | 'idle' | 'judges' | 'programs', string>,
): Promise<Measurement> {
  const script = fileURLToPath(new URL('measure.ts', import.meta.url));
  const command = [
    ['-c', cores.join(','), process.execPath, runFile, script],
    ['--concurrency', String(cores.length), '--seconds', options.seconds, '--idle', options.idle],
    ['--judges', options.judges],
    options.programs.split(','),
  ].flat();
  const child = spawn('taskset', command, {
    env: childEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const [answer, [status]] = await Promise.all([text(child.stdout), ended]);
  if (status !== 0) throw new Error(`The measuring process exited with status ${String(status)}.`);
  return measurementSchema.parse(JSON.parse(answer));
}
