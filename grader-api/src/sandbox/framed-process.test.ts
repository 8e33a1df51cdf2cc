import { expect, onTestFinished, test } from 'vitest';
import { startFramedScript } from '../../test/framed-script.ts';
import { encodeFrame } from './frame-codec.ts';
import { FramedProcess, type FramedProcessOptions } from './framed-process.ts';
import { SandboxError } from './sandbox.ts';

const ready = `frame({ kind: 'ready' });`;
const answering = `${ready} process.stdin.on('data', () => { frame({ kind: 'output' }); frame({ kind: 'ended' }); });`;
const silent = `${ready} process.stdin.resume();`;

function start(script: string, options: Partial<FramedProcessOptions> = {}): FramedProcess {
  const framed = new FramedProcess(startFramedScript(script), { decoder: {}, ...options });
  onTestFinished(async () => {
    framed.kill();
    await framed.exited;
  });
  return framed;
}

const request = encodeFrame({ kind: 'grade' });
const options = { lastKind: 'ended', deadlineMs: 20_000 };

test('each request is answered by the frames up to the last kind', async () => {
  const framed = start(answering);
  for (let time = 0; time < 3; time += 1) {
    const { end, frames } = await framed.exchange(request, options);
    expect(end).toBe('complete');
    expect(frames.map(({ frame }) => frame)).toEqual([{ kind: 'output' }, { kind: 'ended' }]);
  }
  expect(framed.alive).toBe(true);
});

test('the last request closes the input of the process', async () => {
  const framed = start(
    `${ready} process.stdin.resume().on('end', () => frame({ kind: 'ended' }));`,
  );
  const exchange = await framed.exchange(request, { ...options, isLast: true });
  expect(exchange.end).toBe('complete');
  await framed.exited;
  expect(framed.alive).toBe(false);
});

test('a process that exits too early keeps what it sent and wrote to stderr', async () => {
  const framed = start(
    `${ready} process.stdin.once('data', () => { frame({ kind: 'output' }); throw new Error('why') })`,
  );
  const { end, frames } = await framed.exchange(request, options);
  expect(end).toBe('exited');
  expect(frames).toHaveLength(1);
  expect(framed.failure().message).toMatch(/^the sandbox exited: [^]*why/);
});

test('an answer that arrived while the grader was suspended is not too late', async () => {
  const framed = start(answering);
  await framed.ready();
  const exchange = framed.exchange(request, { ...options, deadlineMs: 1_000 });
  await new Promise(setImmediate);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
  await expect(exchange).resolves.toMatchObject({ end: 'complete' });
});

test('a process that never gets ready is an error', async () => {
  const broken = start(`throw new Error('no start')`);
  await expect(broken.ready()).rejects.toThrow(SandboxError);
  await expect(broken.ready()).rejects.toThrow('no start');
  await expect(broken.exchange(request, options)).resolves.toEqual({ end: 'exited', frames: [] });
  const other = start(`frame({ kind: 'ended' }); process.stdin.resume();`);
  await expect(other.ready()).rejects.toThrow('did not start with "ready"');
});

test('a deadline, garbled bytes, a kill and an abort end an exchange and the process', async () => {
  const late = start(silent);
  await expect(late.exchange(request, { ...options, deadlineMs: 50 })).resolves.toMatchObject({
    end: 'late',
  });
  const garbling = start(
    `${ready} process.stdin.once('data', () => process.stdout.write('\\0\\0\\0\\1{'))`,
  );
  await expect(garbling.exchange(request, options)).resolves.toMatchObject({ end: 'garbled' });
  const killed = start(silent);
  const interrupted = killed.exchange(request, options);
  await killed.ready();
  killed.kill();
  await expect(interrupted).resolves.toMatchObject({ end: 'killed' });
  const aborted = start(silent);
  const stop = new AbortController();
  const exchange = aborted.exchange(request, { ...options, signal: stop.signal });
  await aborted.ready();
  stop.abort(new Error('enough'));
  await expect(exchange).rejects.toThrow('enough');
  await Promise.all([late.exited, garbling.exited, killed.exited, aborted.exited]);
});

test('an intercepted frame is not an answer', async () => {
  const seen: unknown[] = [];
  const framed = start(`frame({ kind: 'launched' }); ${answering}`, {
    intercept: (frame) => {
      seen.push(frame);
      return seen.length === 1;
    },
  });
  await expect(framed.ready()).resolves.toEqual({ kind: 'ready' });
  expect(seen).toEqual([{ kind: 'launched' }, { kind: 'ready' }]);
});
