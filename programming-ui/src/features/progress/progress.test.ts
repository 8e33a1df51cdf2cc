import type { Me } from '@touchstone/contracts';
import { get } from 'svelte/store';
import { expect, it, vi } from 'vitest';
import { fakeConnectivity } from '../../testing/connectivity.ts';
import { fakeEventSources } from '../../testing/event-sources.ts';
import { assignmentId, graded, gradingResult, me, submission } from '../../testing/submissions.ts';
import { createProgressTracker } from './progress.ts';

async function start() {
  const server = { me: me() };
  const sources = fakeEventSources();
  const read = vi.fn<(course?: string) => Promise<Me>>(() => Promise.resolve(server.me));
  const tracker = createProgressTracker({
    client: { me: read },
    session: { run: (call) => call() },
    connectivity: fakeConnectivity(),
    EventSource: sources.EventSource,
  });
  await tracker.open('first-steps');
  return { server, sources, read, tracker };
}

it('reads the open course, and follows its stream', async () => {
  const { read, sources, tracker } = await start();
  expect(read).toHaveBeenCalledWith('first-steps');
  expect(sources.last().url).toBe('/api/me/events?course=first-steps');
  expect(get(tracker.me)).toEqual(me());
});

it('uses the events of each connection and result, without another request', async () => {
  const { read, sources, tracker } = await start();
  sources.last().break();
  expect(get(tracker.connected)).toBe(false);
  sources.last().open();
  expect(get(tracker.connected)).toBe(true);
  sources.last().send('progress', { points: 100, completedAssignmentIds: [assignmentId] });
  expect(get(tracker.me)).toEqual(me({ points: 100, completedAssignmentIds: [assignmentId] }));
  expect(read).toHaveBeenCalledOnce();
});

it('knows which assignments were tried, also before they are solved', async () => {
  const { sources, tracker } = await start();
  for (const status of ['queued', 'graded'] as const)
    sources.last().send('submission', { submission: submission({ status }) });
  expect(get(tracker.me)?.triedAssignmentIds).toEqual([assignmentId]);
});

it('follows the open course on one connection', async () => {
  const { sources, tracker } = await start();
  await tracker.open('second-steps');
  expect(sources.opened.map(({ url }) => url)).toEqual([
    '/api/me/events?course=first-steps',
    '/api/me/events?course=second-steps',
  ]);
  expect(sources.opened.map(({ readyState }) => readyState)).toEqual([2, 0]);
});

it('does not connect while hidden, even when a course is opened', async () => {
  const { sources, tracker } = await start();
  tracker.pause();
  await tracker.open('second-steps');
  expect(sources.opened).toHaveLength(1);
  tracker.resume();
  expect(sources.last().url).toBe('/api/me/events?course=second-steps');
});

it('knows the ungraded submission, from any tab', async () => {
  const { sources, tracker } = await start();
  const seen = vi.fn();
  tracker.onSubmission(seen);
  sources.last().send('submission', { submission: submission() });
  expect(get(tracker.me)?.submissionInGrading).toBe(submission().id);
  expect(get(tracker.inGrading)).toEqual(submission());
  sources.last().send('submission', { submission: graded() });
  expect(get(tracker.me)?.submissionInGrading).toBeNull();
  expect(get(tracker.inGrading)).toBeNull();
  expect(seen).toHaveBeenCalledTimes(2);
});

it('forgets one that a newer one has replaced, and keeps the newer one', async () => {
  const { sources, tracker } = await start();
  const newer = submission({ id: 'newer' });
  const old = submission({ status: 'superseded' });
  sources.last().send('submission', { submission: submission() });
  sources.last().send('submission', { submission: old });
  expect(get(tracker.inGrading)).toBeNull();
  sources.last().send('submission', { submission: newer });
  sources.last().send('submission', { submission: old });
  expect(get(tracker.inGrading)).toEqual(newer);
  expect(get(tracker.me)?.submissionInGrading).toBe('newer');
});

it('forgets an ungraded submission that the server no longer reports', async () => {
  const { server, sources, tracker } = await start();
  sources.last().send('submission', { submission: submission() });
  server.me = me({ submissionInGrading: submission().id });
  await tracker.refresh();
  expect(get(tracker.inGrading)).toEqual(submission());
  server.me = me();
  await tracker.refresh();
  expect(get(tracker.inGrading)).toBeNull();
});

it('counts a correct submission before the next request', async () => {
  const { tracker } = await start();
  const right = graded({ result: gradingResult({ verdict: 'passed', correct: true }) });
  tracker.noteGraded(right, 100);
  expect(get(tracker.me)).toMatchObject({ points: 100, completedAssignmentIds: [assignmentId] });
});

it('reports a reopened stream, but not the first connection', async () => {
  const { sources, tracker } = await start();
  const reopened = vi.fn();
  tracker.onReopened(reopened);
  sources.last().open();
  expect(reopened).not.toHaveBeenCalled();
  sources.last().break();
  sources.last().open();
  expect(reopened).toHaveBeenCalledTimes(1);
  tracker.pause();
  tracker.resume();
  sources.last().open();
  expect(reopened).toHaveBeenCalledTimes(2);
});

it('closes the connection while the page is hidden', async () => {
  const { sources, tracker } = await start();
  tracker.pause();
  expect(sources.last().readyState).toBe(2);
  tracker.resume();
  expect(sources.opened).toHaveLength(2);
});

it('shows nothing in grading while a verdict is held back, and reads again when verdicts are released', async () => {
  const { sources, tracker } = await start();
  const again = vi.fn();
  tracker.onReopened(again);
  sources.last().open();
  sources.last().send('submission', { submission: submission({ status: 'held' }) });
  expect(get(tracker.inGrading)).toBeNull();
  expect(again).not.toHaveBeenCalled();
  sources.last().send('held', { assignmentIds: [] });
  expect(again).toHaveBeenCalledOnce();
});
