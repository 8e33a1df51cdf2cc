import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { freePort } from './free-port.ts';

it('returns each port once, and none that is in use or that a connection may take', async () => {
  const first = await freePort();
  const taken = createServer().listen(first + 1, '127.0.0.1');
  await once(taken, 'listening');
  const more = [await freePort(), await freePort()];
  taken.close();
  expect(new Set([first, first + 1, ...more]).size).toBe(4);
  expect(Math.max(first, ...more)).toBeLessThan(32_768);
});

it('shares no range with another process, even of a process number that asks for the same', async () => {
  const path = './free-port.ts?of-another-process';
  const other = (await import(path)) as { freePort: typeof freePort };
  const rangeOf = (port: number) => Math.floor(port / 100);
  expect(rangeOf(await other.freePort())).not.toBe(rangeOf(await freePort()));
});
