import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runFile } from '@touchstone/runtime/programs';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function chaos(...args: string[]) {
  const child = spawn(process.execPath, [runFile, main, ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return {
    child,
    output: () => output,
    exited: once(child, 'close').then(([status]) => status as number),
  };
}

it('keeps all promises while each kind of process is killed', async () => {
  const run = chaos(...['--seed', '1', '--runs', '1', '--submissions', '60', '--faults', '8']);
  const status = await run.exited;
  expect(status, run.output()).toBe(0);
  expect(run.output()).toContain('All promises were kept in 1 of 1 runs.');
});

it('loses nothing when all services are restarted one after the other, beside a pg_dump', async () => {
  const run = chaos('--rolling', ...['--seed', '2', '--runs', '1', '--submissions', '48']);
  const status = await run.exited;
  expect(status, run.output()).toBe(0);
  expect(run.output()).toContain('Faults: api restart 2, grader restart 3, nginx restart 1');
  expect(run.output()).toContain('slowest hand-in ms');
});
