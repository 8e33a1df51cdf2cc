import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** As `-i` and `-sS` would, so that a line need not have them. */
const settings = 'include\nsilent\nshow-error\nmax-time = 60\n';

/**
 * Runs a line of the documentation in a shell, as it is.
 *
 * @param endless end it as soon as there is an answer
 * @returns the status of the answer
 */
export async function runCurlLine(options: {
  line: string;
  variables: Readonly<Record<string, string>>;
  /** Where curl finds its settings. */
  home: string;
  endless: boolean;
}): Promise<number> {
  const { line, variables, home, endless } = options;
  await writeFile(join(home, '.curlrc'), settings);
  const child = spawn('sh', ['-c', `exec ${line}`], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', CURL_HOME: home, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (endless) child.stdout.once('data', () => child.kill());
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [, status] = /^HTTP\/1\.1 (\d+)/.exec(output) ?? [];
  if (status === undefined) throw new Error(`${line}: ${errors || output}`);
  return Number(status);
}
