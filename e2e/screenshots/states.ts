import type { Page } from 'playwright-core';
import { readSolution, seeResult } from '../journey.ts';
import { createWorkbench } from '../page.ts';

/** A page as a student may see it; reached anew for each size and theme, by a new user. */
export interface State {
  readonly name: string;
  readonly path: string;
  /** What is done after the page is there. */
  readonly reach?: (page: Page) => Promise<void>;
}

const hello = '/courses/first-steps/hello';

async function handIn(page: Page, code: string, sentence: string): Promise<void> {
  const workbench = createWorkbench(page);
  await workbench.write(code);
  await workbench.handIn();
  await seeResult(page, sentence, 30_000);
}

const graded =
  (code: string, sentence: string) =>
  (page: Page) =>
    handIn(page, code, sentence);

const countWords = `def count_words(text):
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    print("counted", len(counts))
    return counts


def favourite_word(text):
    return None
`;

const stopsInside = `def first(text):
    return text["a"]


def hello():
    print("before")
    return first("Hello, World!")
`;

export const states: readonly State[] = [
  { name: 'handout', path: hello },
  {
    name: 'code',
    path: hello,
    async reach(page) {
      await createWorkbench(page).write('def hello():\n    return "Hello"\n');
    },
  },
  {
    name: 'failed',
    path: hello,
    reach: graded('def hello():\n    return "Hello, world"\n', 'Not there yet.'),
  },
  {
    name: 'failed-dictionary',
    path: '/courses/first-steps/word-count',
    reach: graded(countWords, 'Not there yet.'),
  },
  {
    name: 'failed-terminal',
    path: '/courses/first-steps/small-talk',
    reach: graded(
      'name = input("Who are you? ")\ninput()\nprint(f"Nice to meet you, {name}!")\n',
      'Not there yet.',
    ),
  },
  { name: 'error', path: hello, reach: graded(stopsInside, 'Not there yet.') },
  {
    name: 'syntax-error',
    path: hello,
    reach: graded('def hello():\n    return ("Hello, World!"\n', 'Python cannot read this file.'),
  },
  {
    name: 'output-limit',
    path: hello,
    reach: graded(
      'def hello():\n    while True:\n        print("hello")\n',
      'It printed too much.',
    ),
  },
  {
    name: 'solved',
    path: hello,
    async reach(page) {
      await handIn(page, await readSolution('hello'), 'Solved');
    },
  },
  {
    name: 'hints',
    path: hello,
    async reach(page) {
      await handIn(page, 'def hello():\n    return ""\n', 'Not there yet.');
      const tab = page.getByRole('tab', { name: 'Handout' });
      if (await tab.isVisible()) await tab.click();
      await page.getByRole('button', { name: 'Show the first hint' }).click();
    },
  },
  {
    name: 'history',
    path: hello,
    async reach(page) {
      await handIn(page, 'def hello():\n    return "Goodbye"\n', 'Not there yet.');
      await handIn(page, await readSolution('hello'), 'Solved');
      const panel = page.getByRole('tab', { name: 'History' });
      await panel.last().click();
      await createWorkbench(page).results.getByRole('listitem').first().getByRole('button').click();
    },
  },
  {
    name: 'progress',
    path: hello,
    async reach(page) {
      await handIn(page, await readSolution('hello'), 'Solved');
      await page.getByRole('banner').getByRole('link', { name: 'Your progress' }).click();
      await page.getByText('You were here').waitFor();
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
    name: 'settings',
    path: hello,
    async reach(page) {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'search',
    path: hello,
    async reach(page) {
      const tab = page.getByRole('tab', { name: 'Code', exact: true });
      if (await tab.isVisible()) await tab.click();
      await page.getByRole('button', { name: 'Find and replace' }).click();
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
  { name: 'not-found', path: '/no/such/page' },
  { name: 'unknown-assignment', path: '/courses/first-steps/no-such-assignment' },
];
