import { expect, onTestFinished, test } from 'vitest';
import { startFramedScript } from '../../../test/framed-script.ts';
import { SandboxError } from '../sandbox.ts';
import { LostSupervisorError, Supervisor, type Request } from './supervisor.ts';
import { WarmSupervisors, type Lease } from './warm-supervisors.ts';

const ready = `frame({ kind: 'ready', python: '3', implementation: 'CPython', residentBytes: 1, limitedBy: 'rlimits', cgroupRefusal: null });`;
const answering = `${ready} process.stdin.on('data', () => frame({ kind: 'ended' }));`;
const silent = `${ready} process.stdin.resume();`;

function start(script: string): Supervisor {
  const supervisor = new Supervisor(startFramedScript(script));
  onTestFinished(async () => {
    supervisor.kill();
    await supervisor.exited;
  });
  return supervisor;
}

const request: Request = { frame: { kind: 'grade' }, answer: 'ended', deadlineMs: 20_000 };

function pool(options: { slots: number; maxSets?: number; script?: string }) {
  const started: { preload: string; supervisor: Supervisor }[] = [];
  const supervisors = new WarmSupervisors({
    maxSets: 2,
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

const ask = async ({ supervisor }: Lease) => {
  await supervisor.request(request);
  return { value: supervisor, keep: true };
};

/** Work that lasts until `end` is called. */
function lasting() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, work: () => ended.then(() => ({ value: null, keep: true })) };
}

test('a supervisor answers one request after another', async () => {
  const supervisor = start(answering);
  for (let time = 0; time < 3; time += 1) {
    expect((await supervisor.request(request)).frame).toEqual({ kind: 'ended' });
  }
  expect(supervisor.alive).toBe(true);
});

test('a supervisor that exits, sends garbled data or an unexpected answer is lost, with what it reported', async () => {
  const cases = [
    [`${ready} process.stdin.once('data', () => { throw new Error('why') });`, /why/],
    [
      `${ready} process.stdin.once('data', () => process.stdout.write('\\0\\0\\0\\1{'));`,
      /garbled/,
    ],
    [`${ready} process.stdin.once('data', () => frame({ kind: 'probed' }));`, /unexpected answer/],
    [`throw new Error('no start')`, /no start/],
  ] as const;
  for (const [script, message] of cases) {
    const supervisor = start(script);
    const asked = supervisor.request(request);
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toBeInstanceOf(LostSupervisorError);
  }
});

test('a silent supervisor is killed at the deadline, and a busy one when aborted', async () => {
  const late = start(silent);
  await expect(late.request({ ...request, deadlineMs: 50 })).rejects.toThrow('did not answer');
  const aborted = start(silent);
  await aborted.ready();
  const stop = new AbortController();
  const asked = aborted.request({ ...request, signal: stop.signal });
  await new Promise(setImmediate);
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  await Promise.all([late.exited, aborted.exited]);
});

test('warm supervisors are reused, one per slot', async () => {
  const { supervisors, started } = pool({ slots: 2 });
  supervisors.warmUp([]);
  for (let time = 0; time < 4; time += 1) await supervisors.use([], ask);
  expect(started).toHaveLength(2);
});

test('a job that finds no free slot waits in line, and may leave it', async () => {
  const { supervisors } = pool({ slots: 1 });
  const first = lasting();
  const order: string[] = [];
  const running = supervisors.use([], first.work).then(() => order.push('first'));
  const stop = new AbortController();
  const leaving = supervisors.use([], ask, stop.signal);
  const second = supervisors.use([], ask).then(() => order.push('second'));
  stop.abort(new Error('no longer'));
  await expect(leaving).rejects.toThrow('no longer');
  await expect(supervisors.useApart([], () => Promise.resolve('beside'))).resolves.toBe('beside');
  first.end();
  await Promise.all([running, second]);
  expect(order).toEqual(['first', 'second']);
});

test('a supervisor that dies or is no longer wanted is replaced immediately', async () => {
  const { supervisors, started } = pool({ slots: 1 });
  const died = await supervisors.use([], ({ supervisor }) => {
    supervisor.kill();
    return Promise.resolve({ value: supervisor, keep: true });
  });
  expect(started).toHaveLength(2);
  const unwanted = await supervisors.use([], async (lease) => ({
    ...(await ask(lease)),
    keep: false,
  }));
  expect(unwanted).not.toBe(died);
  expect(started).toHaveLength(3);
  await unwanted.exited;
  await supervisors.use([], ask);
  expect(started).toHaveLength(3);
});

test('the least recently used set of modules is dropped', async () => {
  const { supervisors, started } = pool({ slots: 1, maxSets: 2 });
  const first = await supervisors.use(['a'], ask);
  const second = await supervisors.use(['b'], ask);
  await supervisors.use(['a'], ask);
  await supervisors.use(['c'], ask);
  await second.exited;
  expect(first.alive).toBe(true);
  expect(started.map(({ preload }) => preload)).toEqual(['a', 'b', 'c']);
});

test('closing kills running jobs and rejects waiting ones', async () => {
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
