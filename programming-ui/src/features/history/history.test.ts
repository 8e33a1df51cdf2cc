import { toHistoryEntry, type History, type Submission } from '@touchstone/contracts';
import { get } from 'svelte/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NetworkError, ProblemError } from '../../api/problem.ts';
import { fakeConnectivity } from '../../testing/connectivity.ts';
import { graded, gradingResult, submission } from '../../testing/submissions.ts';
import { createHistory } from './history.ts';

/** The submission of that minute. */
const at = (minute: number, part: Partial<Submission> = {}) =>
  graded({
    id: `at-${minute}`,
    createdAt: `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`,
    ...part,
  });

/** The same in an answer. */
const entryAt = (minute: number) => toHistoryEntry(at(minute));

function start(...answers: (History | Error)[]) {
  const read = vi.fn<(before: string | null) => Promise<History>>(() => {
    const answer = answers.shift() ?? new Error('No answer left');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const connectivity = fakeConnectivity();
  const history = createHistory({ read, connectivity });
  const ids = () => get(history.state).submissions.map(({ id }) => id);
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { history, read, connectivity, ids, settle };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('reads nothing before it is opened, then a page at a time', async () => {
  const first = { submissions: [entryAt(4), entryAt(3)], next: 'at-3' };
  const { history, read, ids, settle } = start(first, { submissions: [entryAt(2)], next: null });
  history.note(at(5));
  expect(read).not.toHaveBeenCalled();
  history.open();
  await settle();
  expect(ids()).toEqual(['at-4', 'at-3']);
  expect(get(history.state).more).toBe(true);
  history.more();
  await settle();
  expect(read.mock.calls).toEqual([[null], ['at-3']]);
  expect(ids()).toEqual(['at-4', 'at-3', 'at-2']);
  expect(get(history.state).more).toBe(false);
});

it('adds a new submission, and its result, once', async () => {
  const { history, ids, settle } = start({ submissions: [entryAt(1)], next: null });
  history.open();
  await settle();
  const { id, createdAt } = at(2);
  history.note(submission({ id, createdAt }));
  expect(ids()).toEqual(['at-2', 'at-1']);
  history.note(at(2));
  // A late message does not remove a result.
  history.note(submission({ id, createdAt, status: 'grading' }));
  expect(get(history.state).submissions[0]?.status).toBe('graded');
  expect(ids()).toEqual(['at-2', 'at-1']);
});

it('shows that a newer one has replaced a submission, whatever arrives late', async () => {
  const { history, settle } = start({ submissions: [], next: null });
  history.open();
  await settle();
  history.note(submission());
  history.note(submission({ status: 'superseded' }));
  history.note(submission());
  expect(get(history.state).submissions.map(({ status }) => status)).toEqual(['superseded']);
});

it('adds what was missed, and keeps the pages that it has', async () => {
  const { history, ids, settle } = start(
    { submissions: [entryAt(2)], next: 'at-2' },
    { submissions: [entryAt(1)], next: null },
    { submissions: [entryAt(3), entryAt(2)], next: 'at-2' },
  );
  history.open();
  await settle();
  history.more();
  await settle();
  history.refresh();
  await settle();
  expect(ids()).toEqual(['at-3', 'at-2', 'at-1']);
  expect(get(history.state).more).toBe(false);
});

it('starts again when more than a page was missed', async () => {
  const { history, ids, settle } = start(
    { submissions: [entryAt(1)], next: null },
    { submissions: [entryAt(9)], next: 'at-9' },
  );
  history.open();
  await settle();
  history.refresh();
  await settle();
  expect(ids()).toEqual(['at-9']);
  expect(get(history.state).more).toBe(true);
});

it('keeps what is handed in while the first page is read', async () => {
  const { history, ids, settle } = start({ submissions: [entryAt(1)], next: 'at-1' });
  history.open();
  history.note(at(2));
  await settle();
  expect(ids()).toEqual(['at-2', 'at-1']);
  expect(get(history.state).more).toBe(true);
});

it('reads as soon as the network is back', async () => {
  const { history, connectivity, ids, settle } = start(new NetworkError('no'), {
    submissions: [entryAt(1)],
    next: null,
  });
  history.open();
  await settle();
  expect(get(history.state).kind).toBe('reading');
  connectivity.goOnline();
  await settle();
  expect(ids()).toEqual(['at-1']);
});

it('can be opened again after a failure', async () => {
  const refused = new ProblemError(404, { type: '/problems/not-found' }, null);
  const { history, ids, settle } = start(refused, { submissions: [entryAt(1)], next: null });
  history.open();
  await settle();
  expect(get(history.state).kind).toBe('failed');
  history.open();
  await settle();
  expect(ids()).toEqual(['at-1']);
});

it('shows the result of a submission that was graded again, and not the one before it', async () => {
  const { history, settle } = start({ submissions: [entryAt(1)], next: null });
  history.open();
  await settle();
  const regradedAt = '2026-11-29T10:00:00.000Z';
  history.note(at(1, { regradedAt, result: gradingResult({ correct: true, verdict: 'passed' }) }));
  const verdicts = () => get(history.state).submissions.map(({ result }) => result?.verdict);
  expect(verdicts()).toEqual(['passed']);
  history.note(at(1));
  expect(verdicts()).toEqual(['passed']);
});
