import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { assignmentPath, coursePath, parsePath, progressPath, teachPath } from './route.ts';
import { createRouter, type RouterWindow } from './router.ts';

it("parses the page's addresses", () => {
  expect(parsePath('/')).toEqual({ page: 'home', course: null });
  expect(parsePath('/courses/first-steps')).toEqual({ page: 'home', course: 'first-steps' });
  expect(parsePath('/courses/first-steps/')).toEqual({ page: 'home', course: 'first-steps' });
  expect(parsePath('/courses/first-steps/hello')).toEqual({
    page: 'assignment',
    course: 'first-steps',
    assignment: 'hello',
  });
  expect(parsePath('/courses/first-steps/progress')).toEqual({
    page: 'progress',
    course: 'first-steps',
  });
  expect(parsePath('/sign-in')).toEqual({ page: 'sign-in' });
});

it.each([
  ['/teach/first-steps', null, null],
  ['/teach/first-steps/people', 'people', null],
  ['/teach/first-steps/assignments/sum', 'assignments', 'sum'],
])('parses %s, for teachers', (path, section, item) => {
  expect(parsePath(path)).toEqual({ page: 'teach', course: 'first-steps', section, item });
});

it.each(['/courses', '/courses/a/b/c', '/Courses/a', '/courses/a b', '/hello', '/courses/a--b'])(
  'does not know %s',
  (path) => {
    expect(parsePath(path)).toEqual({ page: 'not-found' });
  },
);

it('parses the addresses that it builds', () => {
  expect(parsePath(coursePath('a-1'))).toEqual({ page: 'home', course: 'a-1' });
  expect(parsePath(progressPath('a'))).toEqual({ page: 'progress', course: 'a' });
  expect(parsePath(teachPath('a'))).toMatchObject({ page: 'teach', course: 'a', section: null });
  expect(parsePath(teachPath('a', 'b', 'c'))).toMatchObject({ section: 'b', item: 'c' });
  expect(parsePath(assignmentPath('a', 'b'))).toMatchObject({ course: 'a', assignment: 'b' });
});

/** The parts of a window that the router needs. */
function fakeWindow() {
  const location = { pathname: '/', origin: 'http://x', href: 'http://x/' };
  const pages = ['/'];
  const popstate: (() => void)[] = [];
  const window = {
    location,
    history: {
      pushState: (_state: unknown, _title: string, path: string) => {
        pages.push(path);
        location.pathname = path;
      },
      replaceState: (_state: unknown, _title: string, path: string) => {
        pages[pages.length - 1] = path;
        location.pathname = path;
      },
    },
    addEventListener: (_name: string, listener: () => void) => popstate.push(listener),
  };
  const back = () => {
    pages.pop();
    location.pathname = pages.at(-1) ?? '/';
    for (const listener of popstate) listener();
  };
  return { window: window as unknown as RouterWindow, pages, back };
}

it('goes to pages, replaces them, and follows the back button', () => {
  const { window, pages, back } = fakeWindow();
  const { route, go } = createRouter(window);
  go('/courses/a');
  go('/courses/a/b', { replace: true });
  expect(pages).toEqual(['/', '/courses/a/b']);
  expect(get(route)).toMatchObject({ page: 'assignment' });
  back();
  expect(get(route)).toEqual({ page: 'home', course: null });
});

it('adds no history entry for the current address', () => {
  const { window, pages } = fakeWindow();
  createRouter(window).go('/');
  expect(pages).toEqual(['/']);
});
