import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { SandboxError } from '../sandbox.ts';
import { childProcess } from './supervisor-process.ts';
import { LostSupervisorError, Supervisor, type Request } from './supervisor.ts';
import { WarmSupervisors, type Turn } from './warm-supervisors.ts';

const frameFunction = `const frame = (content) => {
  const bytes = Buffer.from(JSON.stringify(content));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  process.stdout.write(Buffer.concat([head, bytes]));
};`;
const ready = `frame({ kind: 'ready', python: '3', implementation: 'CPython', residentBytes: 1, limitedBy: 'rlimits', cgroupRefusal: null });`;
const answering = `${ready} process.stdin.on('data', () => frame({ kind: 'ended' }));`;
const silent = `${ready} process.stdin.resume();`;

function start(script: string): Supervisor {
  const child = spawn(process.execPath, ['-e', `${frameFunction}\n${script}`], {
    detached: true,
    env: {},
  });
  const supervisor = new Supervisor(childProcess(child));
  onTestFinished(async () => {
    supervisor.kill();
    await supervisor.exited;
  });
  return supervisor;
}

const request: Request = { frame: { kind: 'grade' }, answer: 'ended', deadlineMs: 20_000 };

function pool(options: { slots: number; setsMax?: number; script?: string }) {
  const started: { preload: string; supervisor: Supervisor }[] = [];
  const supervisors = new WarmSupervisors({
    setsMax: 2,
    ...options,
    launch: (preload) => {
      const supervisor = start(options.script ?? answering);
      started.push({ preload: preload.join(), supervisor });
      return Promise.resolve(supervisor);
    },
  });
  onTestFinished(() => supervisors.close());
  return { supervisors, started };
}

const ask = async ({ supervisor }: Turn) => {
  await supervisor.ask(request);
  return { value: supervisor, keep: true };
};

/** Work that lasts until it is let go. */
function lasting() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, work: () => ended.then(() => ({ value: null, keep: true })) };
}

test('a supervisor answers one request after the other', async () => {
  const supervisor = start(answering);
  for (let time = 0; time < 3; time += 1) {
    expect((await supervisor.ask(request)).frame).toEqual({ kind: 'ended' });
  }
  expect(supervisor.alive).toBe(true);
});

test('one that ends, garbles, or answers something else is lost, with what it said', async () => {
  const cases = [
    [`${ready} process.stdin.once('data', () => { throw new Error('why') });`, /why/],
    [
      `${ready} process.stdin.once('data', () => process.stdout.write('\\0\\0\\0\\1{'));`,
      /garbled/,
    ],
    [`${ready} process.stdin.once('data', () => frame({ kind: 'probed' }));`, /something else/],
    [`throw new Error('no start')`, /no start/],
  ] as const;
  for (const [script, message] of cases) {
    const supervisor = start(script);
    const asked = supervisor.ask(request);
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toBeInstanceOf(LostSupervisorError);
  }
});

test('one that stands still is killed at the deadline, and one at work when aborted', async () => {
  const late = start(silent);
  await expect(late.ask({ ...request, deadlineMs: 50 })).rejects.toThrow('did not answer');
  const aborted = start(silent);
  await aborted.ready();
  const stop = new AbortController();
  const asked = aborted.ask({ ...request, signal: stop.signal });
  await new Promise(setImmediate);
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  await Promise.all([late.exited, aborted.exited]);
});

test('an answer that came while the grader stood still is not too late', async () => {
  const supervisor = start(answering);
  await supervisor.ready();
  const asked = supervisor.ask({ ...request, deadlineMs: 1_000 });
  await new Promise(setImmediate);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
  await expect(asked).resolves.toMatchObject({ frame: { kind: 'ended' } });
});

test('warm ones are used again, as many as there are slots', async () => {
  const { supervisors, started } = pool({ slots: 2 });
  supervisors.warmUp([]);
  for (let time = 0; time < 4; time += 1) await supervisors.use([], ask);
  expect(started).toHaveLength(2);
});

test('what finds no slot waits in line, and may leave it', async () => {
  const { supervisors } = pool({ slots: 1 });
  const first = lasting();
  const order: string[] = [];
  const running = supervisors.use([], first.work).then(() => order.push('first'));
  const stop = new AbortController();
  const leaving = supervisors.use([], ask, stop.signal);
  const second = supervisors.use([], ask).then(() => order.push('second'));
  stop.abort(new Error('not any more'));
  await expect(leaving).rejects.toThrow('not any more');
  await expect(supervisors.useApart([], () => Promise.resolve('beside'))).resolves.toBe('beside');
  first.end();
  await Promise.all([running, second]);
  expect(order).toEqual(['first', 'second']);
});

test('one that dies, or is not wanted back, is replaced at once', async () => {
  const { supervisors, started } = pool({ slots: 1 });
  const died = await supervisors.use([], ({ supervisor }) => {
    supervisor.kill();
    return Promise.resolve({ value: supervisor, keep: true });
  });
  expect(started).toHaveLength(2);
  const unwanted = await supervisors.use([], async (turn) => ({
    ...(await ask(turn)),
    keep: false,
  }));
  expect(unwanted).not.toBe(died);
  expect(started).toHaveLength(3);
  await unwanted.exited;
  await supervisors.use([], ask);
  expect(started).toHaveLength(3);
});

test('the set of modules not used for longest makes room', async () => {
  const { supervisors, started } = pool({ slots: 1, setsMax: 2 });
  const first = await supervisors.use(['a'], ask);
  const second = await supervisors.use(['b'], ask);
  await supervisors.use(['a'], ask);
  await supervisors.use(['c'], ask);
  await second.exited;
  expect(first.alive).toBe(true);
  expect(started.map(({ preload }) => preload)).toEqual(['a', 'b', 'c']);
});

test('closing kills what runs and refuses what waits', async () => {
  const { supervisors, started } = pool({ slots: 1, script: silent });
  const running = supervisors.use([], ask);
  const waiting = supervisors.use([], ask);
  const refused = Promise.all([
    expect(running).rejects.toThrow(SandboxError),
    expect(waiting).rejects.toThrow('closed'),
  ]);
  await expect.poll(() => started.length).toBe(1);
  await supervisors.close();
  await refused;
  expect(started.every(({ supervisor }) => !supervisor.alive)).toBe(true);
  await expect(supervisors.use([], ask)).rejects.toThrow('closed');
});
