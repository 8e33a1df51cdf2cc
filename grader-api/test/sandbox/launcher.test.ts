import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { temporaryFolder } from '@touchstone/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { createSandboxService } from '../../src/sandbox/bubblewrap/serve-sandbox.ts';
import { createSandbox, type SandboxOptions } from '../../src/sandbox/create-sandbox.ts';
import { SandboxError, UnfitHostError } from '../../src/sandbox/sandbox.ts';
import { jobOf, rightCode } from './jobs.ts';

const python = '/usr/bin/python3';
const waits = { timeout: 10_000, interval: 10 };

/** A launcher as in the stack; `served` are its connections, each for one sandbox at most. */
async function startService(options: { python?: string } = {}) {
  const folder = await temporaryFolder();
  const warnings: string[] = [];
  const service = createSandboxService({
    python,
    ...options,
    onWarning: (message) => warnings.push(message),
  });
  const served: Promise<void>[] = [];
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    served.push(service.serve(connection));
  });
  const socket = path.join(folder.path, 'sandboxes.sock');
  await once(server.listen(socket), 'listening');
  onTestFinished(async () => {
    server.close();
    await Promise.all(served);
    await folder.remove();
    expect(warnings).toEqual([]);
  });
  return { socket, served };
}

async function open(options: Partial<SandboxOptions>) {
  const sandbox = await createSandbox({ kind: 'bubblewrap', slots: 1, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Ids of the processes whose command line contains the word. */
const processesNaming = (text: string): number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);

const sleepingJob = jobOf({
  code: `import time\ntime.sleep(60)\n${rightCode}`,
  limits: { wallSeconds: 60 },
});

test('a sandbox that another process has started grades like one of our own', async () => {
  const { socket, served } = await startService();
  const sandbox = await open({ socket });
  const [theirs, own] = [await sandbox.inspect(), await (await open({})).inspect()];
  expect(theirs).toEqual(own);
  expect(sandbox.python()).toBe(own.parts[python]);
  for (const code of [rightCode, 'raise SystemExit(3)', `${rightCode}\nprint("x" * 100_000)`]) {
    expect((await sandbox.grade(jobOf({ code }))).verdict).toBe(
      (await (await open({})).grade(jobOf({ code }))).verdict,
    );
  }
  // One for each slot, and one for the inspection.
  expect(served.length).toBeLessThanOrEqual(2);
});

test('it exits when its grading is aborted, and when the sandbox is closed', async () => {
  const { socket, served } = await startService();
  const sandbox = await open({ socket });
  const abort = new AbortController();
  const grading = sandbox.grade(sleepingJob, { signal: abort.signal });
  const before = served.length;
  setTimeout(() => abort.abort(new Error('given up')), 300);
  await expect(grading).rejects.toThrow('given up');
  // The busy sandbox has exited, and another waits in its place.
  await expect.poll(() => served.length, waits).toBeGreaterThan(before);
  await Promise.race(served);
  expect((await sandbox.grade(jobOf({ code: rightCode }))).verdict).toBe('passed');

  const last = expect(sandbox.grade(sleepingJob)).rejects.toThrow(SandboxError);
  await sandbox.close();
  await last;
  await Promise.all(served);
});

test('it exits when the grader is killed, and when the launcher is', async () => {
  const { socket, served } = await startService();
  const client = spawn(
    process.execPath,
    [
      ...['--import', import.meta.resolve('tsx'), '--input-type=module', '-e'],
      `import { createLauncherClient } from ${JSON.stringify(import.meta.resolve('../../src/sandbox/bubblewrap/launcher-client.ts'))};
       const supervisor = await createLauncherClient(${JSON.stringify(socket)}).launch([]);
       await supervisor.ready();
       console.log('ready');
       setInterval(() => undefined, 1_000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(client.stdout, 'data');
  expect(served).toHaveLength(1);
  client.kill('SIGKILL');
  await Promise.all(served);

  const starter = spawn(
    process.execPath,
    [
      ...['--import', import.meta.resolve('tsx'), '--input-type=module', '-e'],
      `import { createServer } from 'node:net';
       import { createSandboxService } from ${JSON.stringify(import.meta.resolve('../../src/sandbox/bubblewrap/serve-sandbox.ts'))};
       const service = createSandboxService({ python: ${JSON.stringify(python)}, onWarning: console.error });
       const server = createServer({ allowHalfOpen: true }, (connection) => void service.serve(connection));
       server.listen(${JSON.stringify(`${socket}-2`)}, () => console.log('listening'));`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(starter.stdout, 'data');
  const connection = connect(`${socket}-2`);
  connection.write('{"preload":["wave"]}\n');
  let received = '';
  connection.on('data', (chunk: Buffer) => (received += chunk.toString()));
  await expect.poll(() => received, waits).toContain('"ready"');
  expect(processesNaming('wave')).not.toEqual([]);
  starter.kill('SIGKILL');
  await expect.poll(() => processesNaming('wave'), waits).toEqual([]);
});

test('the reason why it does not start reaches the grader, with the remedy', async () => {
  const { socket } = await startService({ python: '/usr/bin/no-such-python' });
  const refused = await createSandbox({ kind: 'bubblewrap', socket }).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(UnfitHostError);
  expect((refused as Error).message).toContain(
    'set TOUCHSTONE_PYTHON to the path of the file itself',
  );

  const odd = await startService({ python: '/tmp/bin/python3' });
  await expect(createSandbox({ kind: 'bubblewrap', socket: odd.socket })).rejects.toThrow(
    'install Python in a separate folder',
  );

  const { socket: good } = await startService();
  const sandbox = await open({ socket: good });
  const lacking = jobOf({ code: rightCode, preload: ['no_such_module'] });
  await expect(sandbox.grade(lacking)).rejects.toThrow(/no_such_module/);

  await expect(createSandbox({ kind: 'bubblewrap', socket: '/nowhere.sock' })).rejects.toThrow(
    'no launcher answers at /nowhere.sock',
  );
});

test.each([
  ['no JSON', 'preload numpy\n'],
  ['another Python', '{"preload":[],"python":"/tmp/python3"}\n'],
  ['an option', '{"preload":["-c"]}\n'],
  ['a path', '{"preload":["../x"]}\n'],
  ['a line in a name', '{"preload":["a\\nb"]}\n'],
  ['too many', `{"preload":${JSON.stringify(Array.from({ length: 21 }, () => 'a'))}}\n`],
  ['no end', 'x'.repeat(20_000)],
  ['more than a request', '{"preload":[]}\nmore'],
])('a request with %s starts nothing', async (_, request) => {
  const { socket, served } = await startService();
  const connection = connect(socket);
  connection.write(request);
  let received = '';
  connection.on('data', (chunk: Buffer) => (received += chunk.toString()));
  await once(connection, 'close');
  expect(received).toContain('"kind":"refused"');
  expect(received).not.toContain('launched');
  await Promise.all(served);
});
