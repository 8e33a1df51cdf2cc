import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFile } from '@touchstone/runtime/programs';
import { onSmallDisk, temporaryFolder } from '@touchstone/test-kit';
import { help, readOptions, type Options } from './options.ts';

/**
 * Runs run.ts below its own reaper and with its own folder for temporary files, to find the leftovers
 * of all processes, and with a small disk for the stack, which may be filled. Exit status: 0 all
 * promises kept, 1 a promise broken, 2 wrong usage, 130 interrupted.
 */
const inFolder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const reaper = inFolder('../../bench/loops/subreaper.py');
const python = '/usr/bin/python3';
/** Twice what the stack and its logs need. The disk is in memory, and so is what fills it. */
const diskMiB = 512;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: Options | null;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
  if (options === null) {
    console.log(help);
    return 0;
  }
  return runBelowReaper(options);
}

async function runBelowReaper(options: Options): Promise<number> {
  const folder = await temporaryFolder();
  const temporary = join(folder.path, 'tmp');
  await mkdir(temporary);
  await chmod(temporary, 0o1777);
  const { rolling, ...numbers } = options;
  const given = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]);
  if (rolling) given.push('--rolling');
  const node = [process.execPath, runFile, inFolder('run.ts')];
  const disk = join(folder.path, 'disk');
  await mkdir(disk);
  const [program = python, ...rest] = [...onSmallDisk(disk, diskMiB), python, reaper, ...node];
  const child = spawn(program, [...rest, ...given], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', TMPDIR: temporary },
    stdio: 'inherit',
  });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
  const [status] = (await once(child, 'exit')) as [number | null];
  // The logs of a run that broke a promise are kept; run.ts prints where.
  if (status === 1) await rm(temporary, { recursive: true, force: true });
  else await folder.remove();
  return status ?? 1;
}
