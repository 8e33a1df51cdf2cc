import { expect, it, vi } from 'vitest';
import { createReadiness } from './readiness.ts';

it('names what fails or does not answer, and does not check too often', async () => {
  const stream = vi.fn(() => Promise.reject(new Error('no connection')));
  const onFailure = vi.fn();
  const readiness = createReadiness({
    checks: [
      {
        reason: 'The sandbox is broken.',
        keepMs: 60_000,
        check: () => new Promise(() => undefined),
      },
      {
        reason: 'The stream does not answer.',
        keepMs: 60_000,
        check: stream,
        advice: (error) => (error instanceof Error ? `It says: ${error.message}.` : null),
      },
      { reason: 'The database does not answer.', keepMs: 0, check: () => Promise.resolve(null) },
    ],
    timeoutMs: 5,
    onFailure,
  });
  const reasons = ['The sandbox is broken.', 'The stream does not answer. It says: no connection.'];
  await expect(readiness()).resolves.toEqual(reasons);
  await expect(readiness()).resolves.toEqual(reasons);
  expect(stream).toHaveBeenCalledOnce();
  expect(onFailure).toHaveBeenCalledTimes(2);
});

it('reports the more precise reason of a check, and when all is well again', async () => {
  const found = ['The disk is full.', null];
  const readiness = createReadiness({
    checks: [
      {
        reason: 'The database does not answer.',
        keepMs: 0,
        check: () => Promise.resolve(found.shift() ?? null),
      },
    ],
    timeoutMs: 1_000,
    onFailure: () => undefined,
  });
  await expect(readiness()).resolves.toEqual(['The disk is full.']);
  await vi.waitFor(async () => expect(await readiness()).toEqual([]));
});

it('does not start a check again while it hangs', async () => {
  const hang = vi.fn(() => new Promise<null>(() => undefined));
  const readiness = createReadiness({
    checks: [{ reason: 'The database does not answer.', keepMs: -1, check: hang }],
    timeoutMs: 5,
    onFailure: () => undefined,
  });
  await expect(readiness()).resolves.toHaveLength(1);
  await expect(readiness()).resolves.toHaveLength(1);
  expect(hang).toHaveBeenCalledOnce();
});
