import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function chaos(...args: string[]) {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...args]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  return {
    child,
    said: () => said,
    exited: once(child, 'close').then(([status]) => status as number),
  };
}

it('keeps every promise while each kind of process is killed', { timeout: 240_000 }, async () => {
  const run = chaos(...['--seed', '1', '--runs', '1', '--submissions', '60', '--faults', '8']);
  const status = await run.exited;
  expect(status, run.said()).toBe(0);
  expect(run.said()).toContain('Every promise has held in 1 of 1 runs.');
});
