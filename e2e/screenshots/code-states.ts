import type { Page } from '@playwright/test';
import { createWorkbench } from '../page.ts';
import { writeElsewhere } from './faked-answers.ts';
import { hello, type State } from './reach.ts';

const files = '/courses/several-files/squares';

const openFile =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await createWorkbench(page).showCode();
    await page.getByRole('tablist', { name: 'Files' }).getByRole('tab', { name }).click();
  };

/** What a student may see before anything is handed in. */
export const codeStates: readonly State[] = [
  { name: 'handout', path: hello },
  { name: 'formula', path: '/courses/first-steps/statistics' },
  { name: 'forgeable', path: '/courses/long-course/task-161' },
  { name: 'code-starter', path: hello, reach: (page) => createWorkbench(page).showCode() },
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
      await createWorkbench(page).showCode();
      await page.getByRole('button', { name: 'Find and replace' }).click();
    },
  },
  {
    name: 'reset',
    path: hello,
    async reach(page) {
      await createWorkbench(page).write('def hello():\n    return "Hello"\n');
      await page.getByRole('button', { name: 'Reset to starter' }).click();
      await page.getByText('The starter code is back.').first().waitFor({ state: 'attached' });
    },
  },
  {
    name: 'paste-repaired',
    path: hello,
    async reach(page) {
      await createWorkbench(page).write('');
      const session = '>>> def two():\n...     return 2\n... \n>>> print(“two”, two())\ntwo 2\n';
      await page.evaluate((copied) => navigator.clipboard.writeText(copied), session);
      await page.keyboard.press('ControlOrMeta+V');
      await page.locator('.cm-pasted').waitFor();
    },
  },
  { name: 'files', path: files, reach: openFile('shapes.py') },
  {
    name: 'files-read-only',
    path: files,
    async reach(page) {
      await openFile('words.txt')(page);
      await page.getByRole('group', { name: 'Text of words.txt' }).waitFor();
    },
  },
  {
    name: 'files-cut',
    path: files,
    async reach(page) {
      await openFile('data/long.csv')(page);
      await page.getByText('These are the first').waitFor();
    },
  },
  {
    name: 'files-not-text',
    path: files,
    async reach(page) {
      await openFile('picture.bin')(page);
      await page.getByText('This file is not text').waitFor();
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
];
