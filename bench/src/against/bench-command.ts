import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** Exit status of a bench that has measured everything but missed a goal. */
const goalMissed = 1;

/**
 * Runs `npm run bench -- NAME …` in a checkout and reads the results file that it prints; `--help`
 * has none. If the command fails, rejects with an Error that has its output.
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
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  const file = /^All figures: (.+)$/m.exec(stdout)?.[1];
  if (status === 0 && args.includes('--help')) return { results: null };
  if ((status !== 0 && status !== goalMissed) || file === undefined) {
    throw new Error(`npm run bench in ${folder} failed:\n${`${stdout}\n${stderr}`.trim()}`);
  }
  return { results: JSON.parse(await readFile(file, 'utf8')) as unknown };
}
