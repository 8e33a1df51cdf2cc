import type { NewSubmission, Submission } from '@touchstone/contracts';
import { get } from 'svelte/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NetworkError, ProblemError } from '../../api/problem.ts';
import { fakeConnectivity } from '../../testing/connectivity.ts';
import { fakeEventSources } from '../../testing/event-sources.ts';
import {
  assignmentId,
  graded,
  gradingResult,
  otherAssignmentId,
  submission,
} from '../../testing/submissions.ts';
import { memoryStore } from '../../testing/text-store.ts';
import { createHandIn, type HandIn } from './hand-in.ts';
import { programText } from '../program/program.ts';
import { createSavedHandIn } from './saved-hand-in.ts';
import { statusText } from './status-text.ts';

const code = 'print("hello")';
const problem = (status: number, type: string, more = {}, retryAfterMs: number | null = null) =>
  new ProblemError(status, { type: `/problems/${type}`, ...more }, retryAfterMs);

function start(
  answers: (Submission | Error)[],
  readable: Submission | Error = submission(),
  online = true,
  store = memoryStore(),
  latest: Submission | null = null,
  nearDeadline = false,
) {
  const sources = fakeEventSources();
  const connectivity = fakeConnectivity(online);
  const post = vi.fn<(body: NewSubmission) => Promise<Submission>>(() => {
    const answer = answers.shift() ?? new Error('No answer left');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const read = vi.fn(() =>
    readable instanceof Error ? Promise.reject(readable) : Promise.resolve(readable),
  );
  const readLatest = vi.fn(() => Promise.resolve(latest));
  const onGraded = vi.fn();
  const saved = createSavedHandIn({ store, userUuid: () => 'ada', assignment: 'course/hello' });
  const handIn = createHandIn({
    assignmentId,
    post,
    read,
    readLatest,
    mayReplace: () => nearDeadline,
    EventSource: sources.EventSource,
    connectivity,
    saved,
    onGraded,
    random: () => 1,
  });
  const phase = () => get(handIn.state).phase;
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { handIn, sources, connectivity, saved, store, post, read, onGraded, phase, settle };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('handing in', () => {
  it('goes through sending, queued and grading to the result', async () => {
    const { handIn, sources, onGraded, phase, settle } = start([submission()]);
    handIn.handIn(code);
    expect(phase()).toEqual({ kind: 'sending' });
    await settle();
    sources.last().send('queued', { position: 3, seconds: 2 });
    const common = { receivedAt: submission().createdAt, connected: true, other: false };
    expect(phase()).toEqual({ kind: 'queued', position: 3, seconds: 2, ...common });
    sources.last().send('grading', { attempt: 1 });
    expect(phase()).toMatchObject({ kind: 'grading' });
    const done = graded();
    sources.last().send('graded', { submission: done, points: 100 });
    expect(get(handIn.state)).toMatchObject({ phase: { kind: 'ready' }, fresh: true, shown: done });
    expect(onGraded).toHaveBeenCalledExactlyOnceWith(done, 100);
  });

  it('sends a program of several files as files, and knows it again', async () => {
    const files = [
      { name: 'main.py', code: 'import shapes' },
      { name: 'shapes.py', code: 'x = 1' },
    ];
    const running = submission({ code: undefined, files });
    const { handIn, post, saved, phase, settle } = start(
      [problem(409, 'submission-in-grading', { submissionId: running.id })],
      running,
    );
    handIn.handIn(programText({ files }));
    await settle();
    expect(post).toHaveBeenCalledExactlyOnceWith({ assignmentId, files });
    // Only the answer was lost: it is not handed in again.
    expect(phase()).toMatchObject({ kind: 'queued', other: false });
    expect(saved.read()).toBeNull();
  });

  it('refuses several files that are too large together, with their size', () => {
    const { handIn, post, phase } = start([]);
    const files = [
      { name: 'main.py', code: 'x'.repeat(40_000) },
      { name: 'shapes.py', code: 'x'.repeat(30_000) },
    ];
    handIn.handIn(programText({ files }));
    expect(phase()).toEqual({
      kind: 'refused',
      refusal: { kind: 'too-large-together', bytes: 70_000 },
    });
    expect(statusText(get(handIn.state))).toContain('68.4 KiB together');
    expect(post).not.toHaveBeenCalled();
  });

  it('shows a reused result at once', async () => {
    const { handIn, sources, phase, settle } = start([graded()]);
    handIn.handIn(code);
    await settle();
    expect(phase()).toEqual({ kind: 'ready' });
    expect(get(handIn.state).shown?.status).toBe('graded');
    expect(sources.opened).toHaveLength(0);
  });

  it('sends only once while a submission is under way', async () => {
    const { handIn, post, settle } = start([submission()]);
    handIn.handIn(code);
    handIn.handIn(code);
    await settle();
    handIn.handIn(code);
    expect(post).toHaveBeenCalledTimes(1);
  });

  it('refuses code that is too large without a request', () => {
    const { handIn, post, phase } = start([]);
    handIn.handIn('é'.repeat(33_000));
    expect(phase()).toEqual({ kind: 'refused', refusal: { kind: 'too-large' } });
    expect(post).not.toHaveBeenCalled();
  });

  it('reports what the server does not accept, and can be tried again', async () => {
    const fault = problem(400, 'invalid-request', { title: 'Not of the expected form' });
    const { handIn, phase, settle } = start([fault, graded()]);
    handIn.handIn(code);
    await settle();
    expect(phase()).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'other', detail: 'Not of the expected form' },
    });
    handIn.handIn(code);
    await settle();
    expect(phase()).toEqual({ kind: 'ready' });
  });
});

it('says that the assignment edits other files now', async () => {
  const { handIn, phase, settle } = start([problem(400, 'wrong-files', { title: 'Wrong files' })]);
  handIn.handIn(code);
  await settle();
  expect(phase()).toEqual({ kind: 'refused', refusal: { kind: 'files-changed' } });
});

describe('when the server asks to wait', () => {
  it.each([
    ['rate-limited', 429],
    ['queue-full', 503],
  ])('waits as long as %s requires, then hands in automatically', async (type, status) => {
    const { handIn, post, phase, settle } = start([problem(status, type, {}, 5000), graded()]);
    handIn.handIn(code);
    await settle();
    expect(phase()).toEqual({ kind: 'waiting', reason: type, retryAtMs: Date.now() + 5000 });
    await vi.advanceTimersByTimeAsync(4999);
    expect(post).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(post).toHaveBeenCalledTimes(2);
    expect(phase()).toEqual({ kind: 'ready' });
  });

  it('waits as long as the server requires each time, and saves the code until it is accepted', async () => {
    const full = problem(503, 'queue-full', {}, 3000);
    const { handIn, post, phase } = start([...Array.from({ length: 12 }, () => full), graded()]);
    handIn.handIn(code);
    await vi.advanceTimersByTimeAsync(12 * 3000 - 1);
    expect(post).toHaveBeenCalledTimes(12);
    expect(phase()).toMatchObject({ kind: 'waiting', retryAtMs: Date.now() + 1 });
    await vi.advanceTimersByTimeAsync(1);
    expect(phase()).toEqual({ kind: 'ready' });
    expect(post).toHaveBeenCalledTimes(13);
    expect(post.mock.calls).toEqual(Array.from({ length: 13 }, () => [{ assignmentId, code }]));
  });

  it('drops a waiting submission when cancelled', async () => {
    const { handIn, post, phase, settle } = start([problem(503, 'queue-full', {}, 1000)]);
    handIn.handIn(code);
    await settle();
    handIn.cancel();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(phase()).toEqual({ kind: 'ready' });
    expect(post).toHaveBeenCalledTimes(1);
  });

  it('reports a persistent server error, with its request id', async () => {
    const fault = problem(500, 'internal-error', { title: 'The fault is ours', requestId: 'r-1' });
    const { handIn, phase } = start(Array.from({ length: 20 }, () => fault));
    handIn.handIn(code);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(phase()).toMatchObject({ kind: 'refused', refusal: { requestId: 'r-1' } });
  });
});

describe('without network', () => {
  it('hands in automatically as soon as the network is back', async () => {
    const answers = [new NetworkError('no'), graded()];
    const { handIn, connectivity, phase, settle } = start(answers, submission(), false);
    handIn.handIn(code);
    await settle();
    expect(phase()).toMatchObject({ kind: 'waiting', reason: 'offline' });
    connectivity.goOnline();
    await settle();
    expect(phase()).toEqual({ kind: 'ready' });
  });

  it('reports offline only when the browser does', async () => {
    const { handIn, phase, settle } = start([new NetworkError('refused')]);
    handIn.handIn(code);
    await settle();
    expect(phase()).toMatchObject({ kind: 'waiting', reason: 'no-answer' });
  });

  it('reports a broken stream, and continues when it is back', async () => {
    const { handIn, sources, phase, settle } = start([submission()]);
    handIn.handIn(code);
    await settle();
    sources.last().send('queued', { position: 0, seconds: null });
    sources.last().break();
    expect(phase()).toMatchObject({ kind: 'queued', connected: false });
    sources.last().open();
    expect(phase()).toMatchObject({ kind: 'queued', position: 0, connected: true });
  });

  it('reads the result when the server answers the stream with 204', async () => {
    const { handIn, sources, settle } = start([submission()], graded());
    handIn.handIn(code);
    await settle();
    sources.last().refuse();
    await settle();
    expect(get(handIn.state).shown?.status).toBe('graded');
  });

  it('reads the result when the stream stays silent', async () => {
    const { handIn } = start([submission()], graded());
    handIn.handIn(code);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(get(handIn.state).shown?.status).toBe('graded');
  });

  it('allows handing in again when the server has lost the submission', async () => {
    const { handIn, sources, settle } = start([submission()], problem(404, 'not-found'));
    handIn.handIn(code);
    await settle();
    sources.last().refuse();
    await settle();
    expect(get(handIn.state)).toMatchObject({
      phase: { kind: 'ready' },
      notice: 'submission-lost',
    });
  });
});

describe('when another submission is ungraded', () => {
  const running = submission({ id: 'running', assignmentId: otherAssignmentId, status: 'grading' });
  const conflict = problem(409, 'submission-in-grading', { submissionId: 'running' });

  it('follows that one, then hands in automatically', async () => {
    const { handIn, sources, onGraded, phase, settle } = start([conflict, graded()], running);
    handIn.handIn(code);
    await settle();
    expect(phase()).toMatchObject({ kind: 'grading', connected: true, other: true });
    expect(get(handIn.state).shown).toBeNull();
    const done = graded({ id: 'running', assignmentId: otherAssignmentId });
    sources.last().send('graded', { submission: done, points: 0 });
    await settle();
    expect(phase()).toEqual({ kind: 'ready' });
    expect(get(handIn.state).shown).toMatchObject({ assignmentId: graded().assignmentId });
    // Its points may be those of another course.
    expect(onGraded).not.toHaveBeenCalledWith(done, 0);
  });

  it('hands in nothing after a cancel', async () => {
    const { handIn, sources, phase, settle } = start([conflict], running);
    handIn.handIn(code);
    await settle();
    handIn.cancel();
    expect(phase()).toEqual({ kind: 'ready' });
    const done = graded({ id: 'running', assignmentId: otherAssignmentId });
    sources.last().send('graded', { submission: done, points: 0 });
    await settle();
    expect(phase()).toEqual({ kind: 'ready' });
  });

  it('recognises its own when only the answer was lost', async () => {
    const own = submission({ id: 'running', status: 'queued' });
    const { handIn, phase, settle } = start([new NetworkError('cut off'), conflict], own);
    handIn.handIn(code);
    await vi.advanceTimersByTimeAsync(1000);
    await settle();
    expect(phase()).toMatchObject({ kind: 'queued', other: false });
  });
});

describe('what other tabs hand in', () => {
  it('is followed and shown', () => {
    const { handIn, sources, phase } = start([]);
    handIn.observe(submission(), true);
    expect(phase()).toMatchObject({ kind: 'queued' });
    sources.last().send('graded', { submission: graded(), points: 0 });
    expect(get(handIn.state).shown).not.toBeNull();
  });

  it('is shown only when newer, and never for another assignment', () => {
    const { handIn } = start([]);
    const newest = graded({ id: 'b', createdAt: '2026-11-22T11:00:00.000Z' });
    handIn.observe(newest, false);
    handIn.observe(graded({ id: 'a' }), true);
    handIn.observe(graded({ id: 'c', assignmentId: otherAssignmentId }), true);
    expect(get(handIn.state)).toMatchObject({ shown: newest, fresh: false });
  });

  it('is shown with its new result when it was graded again, without a celebration', () => {
    const { handIn, onGraded } = start([]);
    handIn.observe(graded(), false);
    const regraded = graded({
      result: gradingResult({ correct: true, verdict: 'passed' }),
      regradedAt: '2026-11-29T10:00:00.000Z',
    });
    handIn.observe(regraded, true);
    expect(get(handIn.state)).toMatchObject({ shown: regraded, fresh: false });
    handIn.observe(graded(), true);
    expect(get(handIn.state)).toMatchObject({ shown: regraded });
    expect(onGraded).not.toHaveBeenCalled();
  });

  it('is not celebrated when it was graded before the page opened', () => {
    const { handIn, onGraded } = start([]);
    handIn.observe(graded({ result: gradingResult({ correct: true, verdict: 'passed' }) }), false);
    expect(onGraded).not.toHaveBeenCalled();
  });
});

describe('a submission that a newer one has replaced', () => {
  const old = submission({ status: 'superseded' });
  const newer = submission({ id: 'newer', createdAt: '2026-11-22T10:05:00.000Z' });

  /** Follows the one of this page while another tab hands in the newer one. */
  async function follow(readable: Submission = submission(), latest: Submission | null = newer) {
    const page = start([submission()], readable, true, memoryStore(), latest);
    page.handIn.handIn(code);
    await page.settle();
    return page;
  }

  it('is not waited for: the page follows the newer one', async () => {
    const { sources, onGraded, phase, handIn, settle } = await follow();
    sources.last().send('superseded', { submission: old });
    await settle();
    expect(sources.last().url).toContain('/newer/');
    expect(phase()).toMatchObject({ kind: 'queued', other: false });
    const done = graded({ ...newer, status: 'graded', result: gradingResult() });
    sources.last().send('graded', { submission: done, points: 0 });
    expect(get(handIn.state)).toMatchObject({ phase: { kind: 'ready' }, shown: done });
    expect(onGraded).toHaveBeenCalledExactlyOnceWith(done, 0);
  });

  it('is not waited for when the stream stays silent or answers with 204', async () => {
    const silent = await follow(old);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(silent.sources.last().url).toContain('/newer/');
    const refused = await follow(old);
    refused.sources.last().refuse();
    await refused.settle();
    expect(refused.sources.last().url).toContain('/newer/');
  });

  it('is not waited for when the user’s stream says so first', async () => {
    const { handIn, sources, settle } = await follow();
    handIn.observe(old, true);
    await settle();
    expect(sources.last().url).toContain('/newer/');
  });

  it('is left for the newer one that another tab has handed in, and never followed again', async () => {
    const { handIn, sources, settle } = await follow();
    handIn.observe(newer, true);
    handIn.observe(old, true);
    await settle();
    expect(sources.opened.map(({ url }) => url.includes('/newer/'))).toEqual([false, true]);
  });

  it('makes room for one that waits for it', async () => {
    const running = submission({ id: 'running', assignmentId: otherAssignmentId });
    const conflict = problem(409, 'submission-in-grading', { submissionId: 'running' });
    const { handIn, sources, phase, settle } = start([conflict, graded()], running);
    handIn.handIn(code);
    await settle();
    const gone = submission({ ...running, status: 'superseded' });
    sources.last().send('superseded', { submission: gone });
    await settle();
    expect(phase()).toEqual({ kind: 'ready' });
    expect(get(handIn.state).shown).not.toBeNull();
  });
});

describe('near a deadline', () => {
  const second = submission({
    id: 'second',
    code: 'print(2)',
    createdAt: '2026-11-22T10:05:00.000Z',
  });
  const near = (answers: (Submission | Error)[], latest: Submission | null = null) =>
    start(answers, submission(), true, memoryStore(), latest, true);

  /** Hands in twice; the first one is in grading. */
  async function twice(answer: Submission | Error, latest: Submission | null = null) {
    const page = near([submission(), answer], latest);
    page.handIn.handIn(code);
    await page.settle();
    page.sources.last().send('grading', { attempt: 1 });
    page.handIn.handIn('print(2)');
    return page;
  }

  it('takes another one while one is graded, shows the result of both, and follows the newer', async () => {
    const { handIn, sources, post, onGraded, phase, settle } = await twice(second);
    expect(phase()).toEqual({ kind: 'sending' });
    await settle();
    expect(post).toHaveBeenLastCalledWith({ assignmentId, code: 'print(2)' });
    expect(phase()).toMatchObject({ kind: 'queued', other: false });
    // The first one's states come on the user's stream.
    handIn.observe(submission({ status: 'grading' }), true);
    handIn.observe(graded(), true);
    expect(get(handIn.state)).toMatchObject({ shown: graded(), phase: { kind: 'queued' } });
    const done = graded({ ...second, status: 'graded', result: gradingResult() });
    sources.last().send('graded', { submission: done, points: 0 });
    expect(get(handIn.state)).toMatchObject({ shown: done, phase: { kind: 'ready' } });
    expect(onGraded.mock.calls).toEqual([
      [graded(), null],
      [done, 0],
    ]);
  });

  it('shows the result of the first one while the second waits to be sent', async () => {
    const { handIn, phase, settle } = await twice(new NetworkError('no'));
    await settle();
    handIn.observe(graded(), true);
    expect(phase()).toMatchObject({ kind: 'waiting' });
    expect(get(handIn.state)).toMatchObject({ shown: graded(), fresh: true });
  });

  it('follows the first one again when the second is cancelled', async () => {
    const { handIn, sources, phase, settle } = await twice(new NetworkError('no'), submission());
    await settle();
    handIn.cancel();
    await settle();
    expect(phase()).toMatchObject({ kind: 'queued' });
    sources.last().send('graded', { submission: graded(), points: 0 });
    expect(get(handIn.state).shown).toEqual(graded());
  });

  it('sends after a reload what an earlier page could not, though one is graded', async () => {
    const page = await twice(new NetworkError('no'));
    await page.settle();
    page.handIn.close();
    const again = start([second], submission(), true, page.store, null, true);
    again.handIn.observe(submission(), false);
    again.handIn.resume();
    await again.settle();
    expect(again.post).toHaveBeenCalledExactlyOnceWith({ assignmentId, code: 'print(2)' });
  });
});

it('sends after a reload what waits for another one, when that is graded', async () => {
  const store = memoryStore();
  const before = start([new NetworkError('no')], submission(), true, store);
  before.handIn.handIn('print(2)');
  await before.settle();
  before.handIn.close();
  const { handIn, sources, post, phase, settle } = start([graded()], submission(), true, store);
  handIn.observe(submission(), false);
  handIn.resume();
  expect(phase()).toMatchObject({ kind: 'queued', other: true });
  sources.last().send('graded', { submission: graded(), points: 0 });
  await settle();
  expect(post).toHaveBeenCalledExactlyOnceWith({ assignmentId, code: 'print(2)' });
});

it('shows when an assignment was closed, and can be tried again', async () => {
  const closedAt = '2026-12-01T16:00:00.000Z';
  const { handIn, phase, settle } = start([problem(403, 'assignment-closed', { closedAt })]);
  handIn.handIn(code);
  await settle();
  expect(phase()).toEqual({ kind: 'refused', refusal: { kind: 'assignment-closed', closedAt } });
  expect(statusText(get(handIn.state))).toContain('Your code is still here.');
});

it('follows nothing after it is closed', async () => {
  const { handIn, sources, phase, settle } = start([submission()]);
  handIn.handIn(code);
  await settle();
  handIn.close();
  sources.last().send('graded', { submission: graded(), points: 0 });
  expect(phase()).toMatchObject({ kind: 'queued' });
});

describe('after a reload', () => {
  const full = () => problem(503, 'queue-full', {}, 3000);

  /** Hands in, gets this answer, and closes the page. */
  async function leave(answer: Submission | Error, before?: (handIn: HandIn) => void) {
    const page = start([answer]);
    page.handIn.handIn(code);
    await page.settle();
    before?.(page.handIn);
    page.handIn.close();
    return page.store;
  }

  it('continues a waiting submission, visibly, until the server has it', async () => {
    const store = await leave(full());
    const { handIn, saved, post, phase, settle } = start(
      [full(), submission()],
      submission(),
      true,
      store,
    );
    handIn.resume();
    await settle();
    expect(phase()).toMatchObject({ kind: 'waiting', reason: 'queue-full' });
    await vi.advanceTimersByTimeAsync(3000);
    expect(phase()).toMatchObject({ kind: 'queued', other: false });
    expect(post).toHaveBeenLastCalledWith({ assignmentId, code });
    expect(saved.read()).toBeNull();
  });

  it.each<[what: string, answer: Submission | Error, before?: (handIn: HandIn) => void]>([
    ['accepted', submission()],
    ['graded', graded()],
    ['refused', problem(400, 'invalid-request')],
    ['given up', full(), (handIn) => handIn.cancel()],
  ])('does not hand in what was %s', async (_what, answer, before) => {
    const store = await leave(answer, before);
    const { handIn, post, settle } = start([], submission(), true, store);
    handIn.resume();
    await settle();
    expect(post).not.toHaveBeenCalled();
  });

  it('does not hand in twice when the server already has it', async () => {
    const store = await leave(new NetworkError('cut off'));
    const { handIn, saved, post, phase, settle } = start([], submission(), true, store);
    handIn.observe(submission({ code }), false);
    handIn.resume();
    await settle();
    expect(phase()).toMatchObject({ kind: 'queued' });
    expect(post).not.toHaveBeenCalled();
    expect(saved.read()).toBeNull();
  });

  it('leaves it to another tab that has sent it', async () => {
    const store = await leave(full());
    const { handIn, post, phase, settle } = start([full()], submission(), true, store);
    handIn.resume();
    await settle();
    const cleared = { key: 'touchstone:handing-in:ada:course/hello', newValue: null };
    handIn.follow({ ...cleared, key: 'touchstone:handing-in:ada:course/sum' } as StorageEvent);
    expect(phase()).toMatchObject({ kind: 'waiting' });
    handIn.follow(cleared as StorageEvent);
    expect(phase()).toEqual({ kind: 'ready' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(post).toHaveBeenCalledTimes(1);
  });
});

describe('a verdict that is held back', () => {
  const held = submission({ status: 'held' });

  it('is confirmed, not followed, and shown as new when it is released', async () => {
    const { handIn, sources, phase, settle, onGraded } = start([held]);
    handIn.handIn(code);
    await settle();
    expect(phase()).toEqual({ kind: 'ready' });
    expect(sources.opened).toHaveLength(0);
    expect(get(handIn.state)).toMatchObject({ shown: { status: 'held' }, fresh: true });
    expect(statusText(get(handIn.state))).toBe('Handed in.');
    const done = graded();
    handIn.observe(done, false);
    expect(get(handIn.state)).toMatchObject({ shown: done, fresh: true });
    expect(onGraded).toHaveBeenLastCalledWith(done, null);
  });

  it('is followed when it is released before it has been graded', () => {
    const { handIn, phase } = start([]);
    handIn.observe(held, false);
    handIn.observe(submission(), false);
    expect(phase()).toMatchObject({ kind: 'queued' });
  });

  it('lets another one be handed in at once', async () => {
    const another = submission({
      id: otherAssignmentId,
      status: 'held',
      createdAt: '2026-11-22T10:01:00.000Z',
    });
    const { handIn, settle } = start([held, another]);
    handIn.handIn(code);
    await settle();
    handIn.handIn('print(2)');
    await settle();
    expect(get(handIn.state).shown?.id).toBe(another.id);
  });
});
