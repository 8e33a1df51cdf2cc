import type { Submission } from '@touchstone/contracts';
import { get } from 'svelte/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toHistoryEntry } from '@touchstone/contracts';
import { NetworkError, ProblemError } from '../../api/problem.ts';
import { fakeConnectivity } from '../../testing/connectivity.ts';
import { graded, submission } from '../../testing/submissions.ts';
import { createPastSubmissions } from './past-submissions.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(...answers: (Submission | Error)[]) {
  const read = vi.fn<(id: string) => Promise<Submission>>(() => {
    const answer = answers.shift() ?? new Error('No answer left');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const connectivity = fakeConnectivity();
  const past = createPastSubmissions({ read, connectivity });
  const one = () => get(past.state).get(graded().id);
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { past, read, connectivity, one, settle };
}
const entry = toHistoryEntry(graded());

it('reads a submission when it is wanted, and only once', async () => {
  const { past, read, one, settle } = start(graded());
  expect(read).not.toHaveBeenCalled();
  past.want(entry);
  past.want(entry);
  expect(one()).toEqual({ kind: 'reading' });
  await settle();
  past.want(entry);
  expect(one()).toEqual({ kind: 'ready', submission: graded() });
  expect(read.mock.calls).toEqual([[entry.id]]);
});

it('does not read a submission received by other means', () => {
  const { past, read, one } = start();
  past.note(graded());
  // A late message does not remove a result.
  past.note(submission());
  past.want(entry);
  expect(one()).toEqual({ kind: 'ready', submission: graded() });
  expect(read).not.toHaveBeenCalled();
});

it('reads a submission again that was graded meanwhile, and shows the old state until then', async () => {
  const { past, one, settle } = start(new NetworkError('no'), graded());
  past.note(submission());
  past.want(toHistoryEntry(submission()));
  past.want(entry);
  await settle();
  expect(one()).toEqual({ kind: 'ready', submission: submission() });
  await vi.runAllTimersAsync();
  expect(one()).toEqual({ kind: 'ready', submission: graded() });
});

it('retries after a transient error', async () => {
  const limited = new ProblemError(429, { type: '/problems/rate-limited' }, 3_000);
  const { past, one, settle } = start(limited, graded());
  past.want(entry);
  await settle();
  expect(one()).toEqual({ kind: 'waiting' });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(one()).toEqual({ kind: 'ready', submission: graded() });
});

it('reports a failure, and reads again when the submission is wanted again', async () => {
  const gone = new ProblemError(404, { type: '/problems/not-found' }, null);
  const { past, one, settle } = start(gone, graded());
  past.want(entry);
  await settle();
  expect(one()).toEqual({ kind: 'failed' });
  past.want(entry);
  await settle();
  expect(one()).toMatchObject({ kind: 'ready' });
});
