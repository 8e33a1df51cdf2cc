import type { AssignmentSummary, Course } from '@touchstone/contracts';
import { get } from 'svelte/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NetworkError, ProblemError } from '../../api/problem.ts';
import { fakeConnectivity } from '../../testing/connectivity.ts';
import { me } from '../../testing/submissions.ts';
import { createCourseOpener } from './open-course.ts';

const course = (slug: string): Course => ({ id: slug, slug, title: slug, description: '' });
const hello: AssignmentSummary = {
  id: 'hello',
  slug: 'hello',
  title: 'Hello',
  part: 'One',
  points: 100,
  position: 1,
};

function start(courses: Course[]) {
  const notFound = new ProblemError(404, { type: '/problems/not-found' }, null);
  const assignments = vi.fn((slug?: string) =>
    courses.some((one) => slug === undefined || one.slug === slug)
      ? Promise.resolve([hello])
      : Promise.reject(notFound),
  );
  const listCourses = vi.fn(() => Promise.resolve(courses));
  const openProgress = vi.fn(() => Promise.resolve(me()));
  const opener = createCourseOpener({
    client: { courses: listCourses, assignments },
    progress: { open: openProgress },
    connectivity: fakeConnectivity(),
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { opener, listCourses, openProgress, assignments, settle };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const [a, b] = [course('a'), course('b')];
it.each([
  ['the only one', [a], null, { kind: 'ready', course: a }],
  ['the one that was last open', [a, b], 'b', { kind: 'ready', course: b }],
  ['the only one if the last one is gone', [a], 'gone', { kind: 'ready', course: a }],
  ['none of several', [a, b], null, { kind: 'several-courses', courses: [a, b] }],
  ['none of several if the last one is gone', [a, b], 'gone', { kind: 'several-courses' }],
])('opens %s when none is named', async (_name, courses, last, expected) => {
  const { opener, settle } = start(courses);
  opener.open(null, last);
  await settle();
  expect(get(opener.state)).toMatchObject(expected);
});

it('goes from a course back to the list', async () => {
  const { opener, settle } = start([a, b]);
  opener.open('a');
  await settle();
  opener.open(null);
  await settle();
  expect(get(opener.state)).toMatchObject({ kind: 'several-courses' });
});

it('does not reload the open course', async () => {
  const { opener, assignments, settle } = start([course('a')]);
  opener.open(null);
  await settle();
  opener.open('a');
  await settle();
  expect(assignments).toHaveBeenCalledTimes(1);
});

it('still knows the previous course while another one is loading', async () => {
  const { opener, settle } = start([course('a'), course('b')]);
  opener.open('a');
  await settle();
  opener.open('b');
  expect(get(opener.state)).toMatchObject({ kind: 'loading', before: { course: course('a') } });
  await settle();
  expect(get(opener.state)).toMatchObject({ kind: 'ready', course: course('b') });
});

it('distinguishes no courses from an unknown course', async () => {
  const none = start([]);
  none.opener.open(null);
  await none.settle();
  expect(get(none.opener.state)).toEqual({ kind: 'no-courses' });

  const some = start([course('a')]);
  some.opener.open('b');
  await some.settle();
  expect(get(some.opener.state)).toEqual({ kind: 'unknown-course', courses: [course('a')] });
});

it('retries while the server does not answer', async () => {
  const { opener, listCourses, settle } = start([course('a')]);
  listCourses.mockRejectedValueOnce(new NetworkError('refused'));
  opener.open('a');
  await settle();
  expect(get(opener.state)).toMatchObject({
    kind: 'loading',
    retry: { retryAtMs: expect.any(Number) as number },
  });
  await vi.advanceTimersByTimeAsync(1000);
  expect(get(opener.state)).toMatchObject({ kind: 'ready' });
});

it('is ready before the user is known, and reports retries and the user', async () => {
  const { opener, openProgress, settle } = start([course('a')]);
  openProgress.mockRejectedValueOnce(new NetworkError('refused'));
  opener.open('a');
  expect(get(opener.state)).toMatchObject({ kind: 'loading' });
  await settle();
  expect(get(opener.state)).toMatchObject({
    kind: 'ready',
    assignments: [hello],
    userKnown: false,
    retry: { retryAtMs: expect.any(Number) as number },
  });
  await vi.advanceTimersByTimeAsync(1000);
  expect(get(opener.state)).toMatchObject({ kind: 'ready', userKnown: true, retry: null });
});

it('reports an unknown course, although reading the user fails, too', async () => {
  const { opener, openProgress, settle } = start([course('a')]);
  openProgress.mockRejectedValue(new NetworkError('refused'));
  opener.open('b');
  await settle();
  await vi.advanceTimersByTimeAsync(5000);
  expect(get(opener.state)).toMatchObject({ kind: 'unknown-course' });
});
