import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { GradingJob } from '@touchstone/contracts';
import { prepareSandbox, sandboxId, systemPath } from '@touchstone/grader-api/offline';
import { z } from 'zod';
import { loopsFolder } from '../places.ts';

const usedSchema = z.tuple([z.number(), z.number()]);
const accountSchema = z.object({
  gradings: z.array(z.record(z.string(), usedSchema)),
  floor: z.record(z.string(), z.array(z.number())),
});

/** Nanoseconds and page faults of each part of each grading, and nanoseconds of processes that do nothing. */
export type Account = z.infer<typeof accountSchema>;

const program = '/account.py';
const noCgroups = { make: () => Promise.resolve(null), refusal: () => Promise.resolve(null) };

/** Runs bench/loops/account.py in a sandbox, in place of the supervisor's own program. */
export async function accountOf(options: {
  python: string;
  job: GradingJob;
  gradings: number;
}): Promise<Account> {
  const { python, job, gradings } = options;
  const id = sandboxId({ python });
  const preload = job.bundle.preload;
  const sandbox = await prepareSandbox({ python, preload, cgroups: noCgroups });
  const loop = await open(path.join(loopsFolder, 'account.py'));
  try {
    const child = spawn('bwrap', withProgram(sandbox.words, 3 + sandbox.files.length), {
      ...(id === null ? {} : { uid: id, gid: id }),
      env: { PATH: systemPath },
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe', ...sandbox.files, loop.fd],
    });
    const ended = once(child, 'close') as Promise<[number | null]>;
    const { stdin, stdout, stderr } = child;
    if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes to bwrap');
    stdin.end(`${JSON.stringify({ gradings, ...partsOf(job) })}\n`);
    const [answer, faults, [status]] = await Promise.all([text(stdout), text(stderr), ended]);
    if (status !== 0) throw new Error(`The account failed:\n${faults}`);
    return accountSchema.parse(JSON.parse(answer));
  } finally {
    await loop.close();
    await sandbox.close();
    await sandbox.release();
  }
}

/** What the processes of a grading read (judge/common/job.py). */
function partsOf({ code, bundle }: GradingJob): object {
  const { fileName, files, testFiles, cases, record } = bundle;
  const program = { fileName, code, files };
  const tests = { testFiles, cases, record, recording: false };
  return { scriptsOnly: testFiles.length === 0, parts: [program, tests] };
}

/** The arguments of bubblewrap with our file, from this descriptor, in place of the sources' folder. */
function withProgram(words: readonly string[], fd: number): string[] {
  const lastOption = words.indexOf('--remount-ro');
  const folder = words.indexOf('/touchstone', words.lastIndexOf('--'));
  return [
    ...words.slice(0, lastOption),
    ...['--file', String(fd), program],
    ...words.slice(lastOption, folder),
    program,
    ...words.slice(folder + 1),
  ];
}
