import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { GradingProcess } from './grading-process.ts';
import { SandboxError } from './sandbox.ts';
import { SpareProcesses } from './spare-processes.ts';

const frameFunction = `const frame = (content) => {
  const bytes = Buffer.from(JSON.stringify(content));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  process.stdout.write(Buffer.concat([head, bytes]));
};`;
const ready = `frame({ kind: 'ready' });`;
const answer = `process.stdin.resume().on('end', () => frame({ kind: 'ended' }));`;

function start(script: string): GradingProcess {
  const child = spawn(process.execPath, ['-e', `${frameFunction}\n${script}`], {
    detached: true,
    env: {},
  });
  const grading = new GradingProcess(child);
  onTestFinished(async () => {
    grading.kill();
    await grading.exited;
  });
  return grading;
}

const options = { lastKind: 'ended', deadlineMs: 20_000 };

test('a job is answered in frames, after which the process is gone', async () => {
  const process = start(ready + answer);
  await process.ready();
  const exchange = await process.exchange({ kind: 'grade' }, options);
  expect(exchange).toMatchObject({ end: 'complete', frames: [{ kind: 'ended' }] });
  await process.exited;
  expect(process.alive).toBe(false);
});

test('a process that ends too early is told with what it said', async () => {
  const process = start(
    `${ready} process.stdin.resume().on('end', () => { throw new Error('why') })`,
  );
  await process.ready();
  const exchange = await process.exchange({}, options);
  expect(exchange.end).toBe('exited');
  expect(exchange.diagnosis).toContain('why');
});

test('an answer that came while the grader stood still is not too late', async () => {
  const process = start(ready + answer);
  await process.ready();
  const exchange = process.exchange({}, { ...options, deadlineMs: 1_000 });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
  await expect(exchange).resolves.toMatchObject({ end: 'complete' });
});

test('a process that never gets ready is our fault', async () => {
  await expect(start(`throw new Error('no start')`).ready()).rejects.toThrow(SandboxError);
  await expect(start(`throw new Error('no start')`).ready()).rejects.toThrow('no start');
});

test('a deadline, garbled bytes and an abort end an exchange, and the process', async () => {
  const silent = start(`${ready} setInterval(() => {}, 1000)`);
  await silent.ready();
  await expect(silent.exchange({}, { ...options, deadlineMs: 50 })).resolves.toMatchObject({
    end: 'deadline',
  });
  const garbling = start(
    `${ready} process.stdin.once('data', () => process.stdout.write('\\0\\0\\0\\1{'))`,
  );
  await garbling.ready();
  await expect(garbling.exchange({}, options)).resolves.toMatchObject({ end: 'garbled' });
  const aborted = start(`${ready} setInterval(() => {}, 1000)`);
  await aborted.ready();
  const stop = new AbortController();
  const exchange = aborted.exchange({}, { ...options, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(exchange).rejects.toThrow('enough');
  await Promise.all([silent.exited, garbling.exited, aborted.exited]);
});

test('a spare is given once, replaced, and not used when it has died', async () => {
  const started: GradingProcess[] = [];
  const spares = new SpareProcesses({
    launch: () => {
      const process = start(ready + answer);
      started.push(process);
      return Promise.resolve(process);
    },
    count: 1,
  });
  const first = await spares.take();
  expect(started).toHaveLength(2);
  const spare = started[1];
  spare?.kill();
  await spare?.exited;
  const second = await spares.take();
  expect(second).not.toBe(first);
  expect(second.alive).toBe(true);
  await spares.close();
  expect(started.every((process) => !process.alive)).toBe(true);
  await expect(spares.take()).rejects.toThrow('closed');
});
