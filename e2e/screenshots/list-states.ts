import type { Locator, Page } from '@playwright/test';
import { readSolution } from '../journey.ts';
import { createWorkbench } from '../page.ts';
import { handIn, hello, showTab, type State } from './reach.ts';

const openList = (page: Page) => createWorkbench(page).openList();

async function openHistory(page: Page): Promise<void> {
  await showTab(page, 'Result');
  await page.getByRole('tab', { name: 'History' }).click();
}

/** Its entries: one that failed, and the newer one that solved it. */
async function openHistoryOfTwo(page: Page): Promise<Locator> {
  await handIn(page, 'def hello():\n    return "Goodbye"\n', 'Not there yet.');
  await handIn(page, await readSolution('hello'), 'Solved');
  await openHistory(page);
  return page.getByRole('list', { name: 'Your submissions, newest first' });
}

/** What a student may see of a course: its list and the progress page. */
export const listStates: readonly State[] = [
  { name: 'list', path: '/courses/long-course/task-60', reach: openList },
  {
    name: 'list-marks',
    path: '/courses/first-steps/sum',
    async reach(page) {
      await handIn(page, 'def add(a, b):\n    return a - b\n', 'Not there yet.');
      await page.goto(hello);
      await handIn(page, await readSolution('hello'), 'Solved');
      await openList(page);
    },
  },
  {
    name: 'list-dates',
    path: '/courses/dated-course/undated',
    reach: openList,
  },
  {
    name: 'list-nothing-found',
    path: '/courses/long-course/task-60',
    async reach(page) {
      await openList(page);
      await page.getByRole('searchbox', { name: 'Find an assignment' }).fill('turtle');
      await page.getByText('No assignments found.').waitFor();
    },
  },
  {
    name: 'history',
    path: hello,
    async reach(page) {
      const entries = await openHistoryOfTwo(page);
      await entries.getByRole('listitem').first().getByRole('button').click();
    },
  },
  {
    name: 'history-past-result',
    path: hello,
    async reach(page) {
      const entries = await openHistoryOfTwo(page);
      await entries.getByRole('listitem').last().getByRole('button').click();
      await page.getByRole('button', { name: 'Show its result' }).click();
      await page.getByRole('button', { name: 'Show the newest result' }).waitFor();
    },
  },
  {
    name: 'history-empty',
    path: hello,
    async reach(page) {
      await openHistory(page);
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
];
