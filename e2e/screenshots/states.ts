import type { Page } from 'playwright-core';
import { readSolution, seeResult } from '../journey.ts';
import { createWorkbench } from '../page.ts';
import { failToGrade } from './faked-answers.ts';

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
  await seeResult(page, sentence);
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

/** Holds for the tests that students see. */
const smallShifts = `def encrypt(text, shift):
    def move(letter, first):
        return chr(first + (ord(letter) - first + shift) % 26)

    return "".join(
        move(c, ord("a")) if "a" <= c <= "z" else move(c, ord("A")) if "A" <= c <= "Z" else c
        for c in text
    )


def decrypt(text, shift):
    return encrypt(text, -shift) if shift >= 0 else text
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
    name: 'runtime-error',
    path: hello,
    reach: graded('import secrets_of_the_pros\n', 'The file stops before the tests can start.'),
  },
  {
    name: 'timeout',
    path: hello,
    reach: graded('def hello():\n    while True:\n        pass\n', 'It took too long.'),
  },
  {
    name: 'memory-limit',
    path: hello,
    reach: graded(
      'def hello():\n    words = ["hello"]\n    while True:\n        words += words\n',
      'It used too much memory.',
    ),
  },
  {
    name: 'hidden-test',
    path: '/courses/first-steps/caesar',
    reach: graded(smallShifts, 'Not there yet.'),
  },
  {
    name: 'internal-error',
    path: hello,
    async reach(page) {
      await failToGrade(page);
      await handIn(page, 'def hello():\n    return "Hello"\n', 'Something broke on our side.');
    },
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
    name: 'model-solution',
    path: '/courses/first-steps/fizz-buzz',
    async reach(page) {
      await handIn(page, await readSolution('fizz-buzz'), 'Solved');
      const tab = page.getByRole('tab', { name: 'Handout' });
      if (await tab.isVisible()) await tab.click();
      await page.getByRole('button', { name: 'Show the model solution' }).click();
      await page.getByRole('region', { name: 'The model solution' }).locator('pre').waitFor();
    },
  },
  { name: 'formula', path: '/courses/first-steps/statistics' },
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
