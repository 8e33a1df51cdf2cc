import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from './calls.ts';
import { storeOfHolder } from './client.ts';
import { acquireDataLock } from './data-lock.ts';

let folder: string;
const opened: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'control-')));
});
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
  await rm(folder, { recursive: true });
});

const userId = '1b4e28ba-2fa1-4d3b-a3f5-6d2c0e9f7a10';

async function hold(store?: Partial<Store>): Promise<void> {
  const lock = await acquireDataLock(folder, 'start');
  opened.push(() => lock.release());
  if (store !== undefined) lock.serve(store as Store);
}

it('passes arguments and answers on', async () => {
  const endSessions = (user: string, session: string | null): Promise<number> =>
    Promise.resolve(user === userId && session === null ? 3 : 0);
  await hold({ endSessions, listSessions: () => Promise.resolve(null) });
  const store = storeOfHolder(folder);
  expect(await store.endSessions(userId, null)).toBe(3);
  expect(await store.listSessions(userId)).toBeNull();
});

it('passes on why a call was refused', async () => {
  await hold({ reclaimSpace: () => Promise.reject(new Error('the disk is full')) });
  await expect(storeOfHolder(folder).reclaimSpace()).rejects.toThrow(
    `The process that uses ${folder} refused: the disk is full`,
  );
});

it('is refused while the holder is still starting', async () => {
  await hold();
  await expect(storeOfHolder(folder).reclaimSpace()).rejects.toThrow('still starting');
});

it('reports a holder that closes the connection', async () => {
  await listen(createServer((socket) => socket.destroy()));
  await expect(storeOfHolder(folder).reclaimSpace()).rejects.toThrow('did not answer');
});

describe('a holder of another version', () => {
  const refused = (): Promise<unknown> =>
    expect(storeOfHolder(folder).endSessions(userId, null)).rejects.toThrow(
      `The process that uses ${folder} is of another version of Touchstone.\n  Restart it`,
    );

  it('is recognized when it does not speak HTTP', async () => {
    await listen(createServer((socket) => socket.end('{"kind":"refused"}\n')));
    await refused();
  });

  it.each([
    ['does not know the call', 404, '{"message":"Not found"}'],
    ['does not know the arguments', 400, '{"message":"Malformed arguments."}'],
    ['gives another answer', 200, '{"ended":3}'],
  ])('is recognized when it %s', async (_what, status, body) => {
    await listen(createHttpServer((_request, response) => response.writeHead(status).end(body)));
    await refused();
  });
});

async function listen(server: Server): Promise<void> {
  server.listen(join(folder, 'control.sock'));
  await once(server, 'listening');
  opened.push(() => server.close());
}
