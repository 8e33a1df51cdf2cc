import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@touchstone/servers';
import { copyEmptyPglite, temporaryFolder, waitFor } from '@touchstone/test-kit';

const program = new URL('../../cli/bin/touchstone.mjs', import.meta.url).pathname;
const movedClock = new URL('moved-clock.mjs', import.meta.url).href;

/** A course to begin a term with. */
export interface TermCourse {
  readonly slug: string;
  /** Writes its folder, which does not exist yet. */
  readonly write: (folder: string) => Promise<void>;
}

/** The all-in-one with the course of a term, whose clock is moved. */
export interface RunningTerm {
  readonly url: string;
  readonly courseFolder: string;
  /** The time becomes this one, and goes on from there. */
  moveTo(moment: string): Promise<void>;
  /** Runs a command beside the system, by the same clock; resolves to what it prints. */
  touchstone(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

export async function startTerm(begins: string, course: TermCourse): Promise<RunningTerm> {
  const folder = await temporaryFolder();
  const courseFolder = join(folder.path, course.slug);
  const data = join(folder.path, 'data');
  const clock = join(folder.path, 'clock');
  const moveTo = (moment: string): Promise<void> =>
    writeFile(clock, String(Date.parse(moment) - Date.now()));
  await moveTo(begins);
  await course.write(courseFolder);
  await copyEmptyPglite(join(data, 'database'));
  const port = await freePort();
  /** A command line by the moved clock. */
  const byClock = (...args: string[]): string[] => [
    `TERM_CLOCK=${clock}`,
    `NODE_OPTIONS=--import=${movedClock}`,
    // All students sign in from one address.
    'TOUCHSTONE_CODE_LIMIT=1000',
    ...[process.execPath, program, ...args, '--data', data],
  ];
  const system = spawn('env', byClock('start', '--port', String(port), '--course', courseFolder), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(system, 'exit');
  let printed = '';
  for (const stream of [system.stdout, system.stderr]) {
    stream.on('data', (text: Buffer) => (printed += text.toString()));
  }
  const url = `http://127.0.0.1:${port}`;
  const isReady = async () => (await fetch(`${url}/health/ready`).catch(() => null))?.ok;
  const outcome = await Promise.race([
    waitFor(isReady, { what: 'the system to be ready' }),
    exited.then(() => 'ended'),
  ]);
  if (outcome === 'ended') throw new Error(`The system ended: ${printed}`);
  return {
    url,
    courseFolder,
    moveTo,
    async touchstone(...args) {
      const { stdout } = await promisify(execFile)('env', byClock(...args));
      return stdout;
    },
    async close() {
      system.kill('SIGTERM');
      await exited;
      await folder.remove();
    },
  };
}
