import { createWorkbench } from '../page.ts';
import { archiveCourses, hold, refuseAll, unloadCourses } from './faked-answers.ts';
import { hello, type State } from './reach.ts';

/** What a student may see instead of, or beside, the workbench. */
export const noticeStates: readonly State[] = [
  {
    name: 'loading',
    path: hello,
    prepare: (page) => hold(page, '**/assets/index-*.js'),
    reach: (page) => page.getByText('Many programming courses start').waitFor(),
  },
  {
    name: 'loading-user',
    path: hello,
    prepare: (page) => hold(page, '**/api/me?*'),
    reach: (page) => createWorkbench(page).title.waitFor({ state: 'attached' }),
  },
  {
    name: 'server-away',
    path: hello,
    async prepare(page) {
      await refuseAll(page, '**/api/courses/*/assignments/*');
    },
    reach: (page) => page.getByText('Trying again…').first().waitFor(),
  },
  {
    name: 'offline',
    path: hello,
    async reach(page) {
      await createWorkbench(page).editor.waitFor({ state: 'attached' });
      await page.context().setOffline(true);
      await page.getByText('You are offline').first().waitFor();
    },
  },
  {
    name: 'session-ended',
    path: hello,
    async reach(page) {
      await createWorkbench(page).write('def hello():\n    return "kept"\n');
      await page.context().clearCookies();
      await page.reload();
      await page.getByText('You are no longer signed in').waitFor();
    },
  },
  {
    name: 'archived',
    path: hello,
    prepare: archiveCourses,
    async reach(page) {
      await createWorkbench(page).showCode();
      await page.getByText('This course is archived.').waitFor();
    },
  },
  {
    name: 'no-courses',
    path: '/',
    prepare: unloadCourses,
    reach: (page) => page.getByText('No course is loaded yet').waitFor(),
  },
  { name: 'courses', path: '/' },
  { name: 'not-found', path: '/no/such/page' },
  { name: 'unknown-course', path: '/courses/no-such-course' },
  { name: 'unknown-assignment', path: '/courses/first-steps/no-such-assignment' },
];
