import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createSandbox } from '@touchstone/grader-api/offline';
import { temporaryFolder } from '@touchstone/test-kit';
import { expect, it, onTestFinished } from 'vitest';

const program = join(import.meta.dirname, '../bin/touchstone.mjs');

it('starts one sandbox on a connection that is its standard input and output', async () => {
  const folder = await temporaryFolder();
  const ended: Promise<unknown>[] = [];
  // As a socket unit with Accept=yes does.
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (connection) => {
    const launcher = spawn(process.execPath, [program, 'sandbox-launcher'], {
      stdio: [connection, connection, 'inherit'],
    });
    ended.push(once(launcher, 'exit'));
    connection.destroy();
  });
  const socket = join(folder.path, 'sandboxes.sock');
  await once(server.listen(socket), 'listening');
  onTestFinished(async () => {
    server.close();
    await folder.remove();
  });
  const sandbox = await createSandbox({ kind: 'bubblewrap', socket, slots: 1 });
  const { probes } = await sandbox.inspect();
  expect(probes.length).toBeGreaterThan(10);
  expect(probes.filter(({ found }) => found !== null)).toEqual([]);
  await sandbox.close();
  expect((await Promise.all(ended)).map((exit) => (exit as [number])[0])).toEqual(
    ended.map(() => 0),
  );
});

it('treats any other standard input as wrong usage', async () => {
  const launcher = spawn(process.execPath, [program, 'sandbox-launcher'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  launcher.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  expect(await once(launcher, 'close')).toEqual([2, null]);
  expect(output).toContain('docs/operations.md');
});
