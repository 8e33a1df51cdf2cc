import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** Of a bench: a goal was missed, yet all has been measured. */
const goalMissed = 1;

/**
 * Runs a checkout's own `npm run bench -- NAME …` and reads the file of results that it names; of
 * `--help` there is none. Rejects with an Error that has the command's words when it fails.
 */
export async function runBench(
  folder: string,
  bench: string,
  args: readonly string[],
): Promise<{ results: unknown }> {
  const child = spawn('npm', ['run', '--silent', 'bench', '--', bench, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const [said, complained, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  const file = /^All figures: (.+)$/m.exec(said)?.[1];
  if (status === 0 && args.includes('--help')) return { results: null };
  if ((status !== 0 && status !== goalMissed) || file === undefined) {
    throw new Error(`npm run bench in ${folder} failed:\n${`${said}\n${complained}`.trim()}`);
  }
  return { results: JSON.parse(await readFile(file, 'utf8')) as unknown };
}
