import { expect, it } from 'vitest';
import type { OpenCourse } from '../../features/catalogue/open-course.ts';
import { parsePath } from '../../router/route.ts';
import { noticeOf } from './notice.ts';

const course = { id: 'first', slug: 'first-steps', title: 'First steps', description: '' };
const hello = { id: 'hello', slug: 'hello', title: 'Hello', part: 'One', points: 1, position: 1 };
const ready = (assignments = [hello]): OpenCourse => ({
  kind: 'ready',
  courses: [course],
  course,
  assignments,
  userKnown: true,
  retry: null,
});
const notice = (path: string, open: OpenCourse) => noticeOf(parsePath(path), open);

it('has no notice for an assignment of the course', () => {
  expect(notice('/courses/first-steps/hello', ready())).toBeNull();
});

it('has no notice while the course loads, or another one is still open', () => {
  const loading: OpenCourse = { kind: 'loading', retry: null, before: null };
  expect(notice('/courses/first-steps/other', loading)).toBeNull();
  expect(notice('/courses/second-steps/other', ready())).toBeNull();
});

it('reports an unknown assignment, and links to the course', () => {
  expect(notice('/courses/first-steps/other', ready())).toEqual({
    kind: 'unknown-assignment',
    homeHref: '/courses/first-steps',
  });
});

it('reports a course without assignments', () => {
  expect(notice('/courses/first-steps', ready([]))).toEqual({ kind: 'no-assignments', course });
});

it('lists the courses if the student has to choose one', () => {
  const open: OpenCourse = { kind: 'several-courses', courses: [course] };
  expect(notice('/', open)).toEqual({ kind: 'several-courses', courses: [course] });
});

it('reports an unknown address, whatever has loaded', () => {
  expect(notice('/no/such/page', ready())).toEqual({ kind: 'not-found' });
});

it('signs in without a course, and lets teachers into one without assignments', () => {
  const loading: OpenCourse = { kind: 'loading', retry: null, before: null };
  expect(notice('/sign-in', loading)).toEqual({ kind: 'sign-in' });
  expect(notice('/teach/first-steps', ready([]))).toBeNull();
});
