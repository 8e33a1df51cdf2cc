import { readSolution } from '../journey.ts';
import { createWorkbench } from '../page.ts';
import { fillQueue, unloadCourses, writeElsewhere } from './faked-answers.ts';
import { peopleStates } from './people-states.ts';
import { handIn, hello, openSettings, showTab, type State } from './reach.ts';
import { resultStates } from './result-states.ts';
import { runStates } from './run-states.ts';

export const states: readonly State[] = [
  { name: 'handout', path: hello },
  { name: 'formula', path: '/courses/first-steps/statistics' },
  {
    name: 'code',
    path: hello,
    async reach(page) {
      await createWorkbench(page).write('def hello():\n    return "Hello"\n');
    },
  },
  {
    name: 'search',
    path: hello,
    async reach(page) {
      await showTab(page, 'Code');
      await page.getByRole('button', { name: 'Find and replace' }).click();
    },
  },
  ...resultStates,
  {
    name: 'grading',
    path: hello,
    async reach(page) {
      const workbench = createWorkbench(page);
      const nonce = Math.random();
      await workbench.write(`def hello():\n    while True:\n        pass\n\n# ${nonce}\n`);
      await workbench.handIn();
      await page.getByText('Grading…').first().waitFor();
    },
  },
  {
    name: 'grading-elsewhere',
    path: hello,
    async reach(page) {
      const workbench = createWorkbench(page);
      await workbench.write(`import time\n\ntime.sleep(9)  # ${Math.random()}\n`);
      await workbench.handIn();
      await page.getByText('Grading…').first().waitFor();
      const list = page.getByRole('button', { name: 'Assignments', exact: true });
      if (await list.isVisible()) await list.click();
      await page.getByRole('link', { name: 'Describe some numbers' }).click();
      await page.getByRole('banner').getByText('Hello is being graded').waitFor();
    },
  },
  {
    name: 'queue-full',
    path: hello,
    async reach(page) {
      await fillQueue(page);
      const workbench = createWorkbench(page);
      await workbench.write('def hello():\n    return "Hello"\n');
      await workbench.handIn();
      await page.getByText('The queue is full.').waitFor();
    },
  },
  {
    name: 'draft-conflict',
    path: hello,
    async reach(page) {
      await writeElsewhere(page, 'def hello():\n    return "from my other device"\n');
      await createWorkbench(page).write('def hello():\n    return "from here"\n');
      const notice = page.getByRole('region', { name: 'Two versions of this program' });
      await notice.getByText('Show the other version').click();
    },
  },
  {
    name: 'sessions',
    path: hello,
    async reach(page) {
      await openSettings(page);
      const list = page.getByRole('list', { name: 'Browsers where you are signed in' });
      await list.getByRole('button', { name: 'Sign out here' }).click();
      await page.getByText('To come back you need').scrollIntoViewIfNeeded();
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
    name: 'offline',
    path: hello,
    async reach(page) {
      await page.context().setOffline(true);
      await page.getByText('You are offline').first().waitFor();
    },
  },
  ...runStates,
  ...peopleStates,
  {
    name: 'history',
    path: hello,
    async reach(page) {
      await handIn(page, 'def hello():\n    return "Goodbye"\n', 'Not there yet.');
      await handIn(page, await readSolution('hello'), 'Solved');
      await page.getByRole('tab', { name: 'History' }).last().click();
      await createWorkbench(page).results.getByRole('listitem').first().getByRole('button').click();
    },
  },
  {
    name: 'history-empty',
    path: hello,
    async reach(page) {
      await page.getByRole('tab', { name: 'History' }).last().click();
      await page.getByText('Nothing handed in yet').waitFor();
    },
  },
  {
    name: 'progress',
    path: hello,
    async reach(page) {
      await handIn(page, await readSolution('hello'), 'Solved');
      await page.getByRole('banner').getByRole('link', { name: 'Your progress' }).click();
      await page.getByText('You handed something in').waitFor();
    },
  },
  {
    name: 'progress-empty',
    path: '/courses/long-course/progress',
    async reach(page) {
      await page.getByText('are marked here').waitFor();
    },
  },
  {
    name: 'list',
    path: '/courses/long-course/task-60',
    async reach(page) {
      const button = page.getByRole('button', { name: 'Assignments', exact: true });
      if (await button.isVisible()) await button.click();
    },
  },
  {
    name: 'list-nothing-found',
    path: '/courses/long-course/task-60',
    async reach(page) {
      const button = page.getByRole('button', { name: 'Assignments', exact: true });
      if (await button.isVisible()) await button.click();
      await page.getByRole('searchbox', { name: 'Find an assignment' }).fill('turtle');
      await page.getByText('No assignments found.').waitFor();
    },
  },
  { name: 'settings', path: hello, reach: openSettings },
  {
    name: 'device-code',
    path: hello,
    async reach(page) {
      await openSettings(page);
      await page.getByRole('button', { name: 'Continue on another device' }).click();
      await page.getByText('On the other device').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'recovery-key',
    path: hello,
    async reach(page) {
      await openSettings(page);
      await page.getByRole('button', { name: 'Get a recovery key' }).click();
      await page.getByText('Write this key down').scrollIntoViewIfNeeded();
    },
  },
  { name: 'not-found', path: '/no/such/page' },
  { name: 'unknown-course', path: '/courses/no-such-course' },
  { name: 'unknown-assignment', path: '/courses/first-steps/no-such-assignment' },
  {
    name: 'no-courses',
    path: '/',
    async reach(page) {
      await unloadCourses(page);
      await page.reload();
      await page.getByText('No course is loaded yet').waitFor();
    },
  },
];
