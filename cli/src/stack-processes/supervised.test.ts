import { expect, it, vi } from 'vitest';
import type { Launched } from './launched.ts';
import { supervise } from './supervised.ts';

/** A fake child process; `end` makes it exit. */
function createChild(pid: number) {
  let end: (exit: Awaited<Launched['exited']>) => void = () => undefined;
  const exited = new Promise<Awaited<Launched['exited']>>((resolve) => {
    end = resolve;
  });
  const launched: Launched = {
    pid,
    exited,
    remains: () => Promise.resolve([]),
    kill: (signal) => end({ code: null, signal }),
    stop: async () => {
      end({ code: 0, signal: null });
      await exited;
    },
  };
  return launched;
}

function createSubject() {
  let launches = 0;
  const notices: string[] = [];
  const subject = supervise({
    name: 'grader-api-1',
    launch: () => Promise.resolve(createChild((launches += 1))),
    onNotice: (message) => notices.push(message),
    backOff: { firstMs: 1, maxMs: 4 },
  });
  return { subject, notices, launches: () => launches };
}

it('restarts a process that exited on its own, and reports that', async () => {
  const { subject, notices } = createSubject();
  await subject.start();
  expect(subject.pid).toBe(1);
  subject.kill('SIGKILL');
  await vi.waitFor(() => expect(subject.pid).toBe(2));
  expect(notices[0]).toContain('grader-api-1 exited (SIGKILL)');
  await subject.stop();
});

it('does not restart a process that was stopped', async () => {
  const { subject, notices, launches } = createSubject();
  await subject.start();
  await subject.stop();
  expect(subject.pid).toBeNull();
  expect(notices).toEqual([]);
  await subject.start();
  expect(launches()).toBe(2);
  await subject.stop();
});

it('retries when a process does not start', async () => {
  let launches = 0;
  const subject = supervise({
    name: 'redis',
    launch: () => {
      launches += 1;
      return launches === 2
        ? Promise.reject(new Error('the port is taken'))
        : Promise.resolve(createChild(launches));
    },
    onNotice: () => undefined,
    backOff: { firstMs: 1, maxMs: 4 },
  });
  await subject.start();
  subject.kill('SIGKILL');
  await vi.waitFor(() => expect(subject.pid).toBe(3));
  await subject.stop();
});

it('aborts a start when it is stopped', async () => {
  const subject = supervise({
    name: 'programming-api-1',
    launch: (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
    onNotice: () => undefined,
  });
  const starting = subject.start();
  await Promise.all([expect(starting).rejects.toThrow('aborted'), subject.stop()]);
  expect(subject.pid).toBeNull();
});
