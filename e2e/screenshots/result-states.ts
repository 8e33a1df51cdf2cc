import type { Page } from '@playwright/test';
import { solutionOfMain } from '../files-course.ts';
import { readSolution } from '../journey.ts';
import { createWorkbench } from '../page.ts';
import { failToGrade } from './faked-answers.ts';
import { handIn, hello, showTask, type State } from './reach.ts';

const graded =
  (code: string, sentence: string) =>
  (page: Page): Promise<void> =>
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

/** Passes the tests that students see. */
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

/** Fails again and again in the same way. */
async function failThrice(page: Page): Promise<void> {
  const workbench = createWorkbench(page);
  for (const words of ['first try', 'second try', 'third try']) {
    await handIn(page, `def hello():\n    print("${words}")\n    return "Goodbye"\n`, words);
  }
  const help = workbench.results.getByRole('region', { name: 'Help with this test' });
  await help.scrollIntoViewIfNeeded();
}

/** What a student may see after handing in. */
export const resultStates: readonly State[] = [
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
  {
    name: 'failed-same-reason',
    path: hello,
    reach: graded('def helo():\n    return "Hello, World!"\n', 'same reason'),
  },
  { name: 'failed-thrice', path: hello, reach: failThrice },
  {
    name: 'failed-hint',
    path: hello,
    async reach(page) {
      await handIn(page, 'def hello():\n    return "Hello, world"\n', 'Not there yet.');
      const help = page.getByRole('region', { name: 'Help with this test' });
      await help.getByRole('button', { name: 'Show a hint (2 left)' }).click();
      await help.getByText('More help').click();
    },
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
    reach: graded('import secrets_of_the_pros\n', 'Your program stopped before the tests could start.'),
  },
  {
    name: 'timeout',
    path: hello,
    reach: graded('def hello():\n    while True:\n        pass\n', 'Your program took too long.'),
  },
  {
    name: 'memory-limit',
    path: hello,
    reach: graded(
      'def hello():\n    words = ["hello"]\n    while True:\n        words += words\n',
      'Your program used too much memory.',
    ),
  },
  {
    name: 'output-limit',
    path: hello,
    reach: graded(
      'def hello():\n    while True:\n        print("hello")\n',
      'Your program printed too much.',
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
      await handIn(page, 'def hello():\n    return "Hello"\n', 'The server has a problem.');
    },
  },
  {
    name: 'solved',
    path: hello,
    async reach(page) {
      await handIn(page, await readSolution('hello'), 'Solved');
      await page.getByRole('link', { name: /^Next: / }).waitFor();
    },
  },
  {
    name: 'part-finished',
    path: '/courses/first-steps/weather',
    async reach(page) {
      await handIn(page, await readSolution('weather'), 'Solved');
      await page.goto('/courses/first-steps/settings');
      await handIn(page, await readSolution('settings'), 'Solved');
      await page.getByText('You have finished the part').waitFor();
    },
  },
  {
    name: 'course-finished',
    path: '/courses/several-files/squares',
    async reach(page) {
      await createWorkbench(page).showCode();
      const files = page.getByRole('tablist', { name: 'Files' });
      for (const [name, code] of [
        ['shapes.py', 'def area(side):\n    return side * side\n'],
        ['main.py', solutionOfMain],
      ] as const) {
        await files.getByRole('tab', { name }).click();
        await page.getByRole('textbox', { name: `Your code in ${name}` }).click();
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.insertText(code);
      }
      await createWorkbench(page).handIn();
      await page.getByText('You have solved the whole course!').first().waitFor();
    },
  },
  {
    name: 'changed-since',
    path: '/courses/first-steps/greet',
    async reach(page) {
      await handIn(page, await readSolution('greet'), 'Solved');
      await createWorkbench(page).showCode();
      await page.getByRole('textbox', { name: 'Your code' }).press('ControlOrMeta+End');
      await page.keyboard.insertText('\n# one more line\n');
      await page.getByText('You have changed your code since then.').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'hints',
    path: hello,
    async reach(page) {
      await handIn(page, 'def hello():\n    return ""\n', 'Not there yet.');
      await showTask(page);
      await page.getByRole('button', { name: 'Show the first hint' }).click();
    },
  },
  {
    name: 'model-solution',
    path: '/courses/first-steps/fizz-buzz',
    async reach(page) {
      await handIn(page, await readSolution('fizz-buzz'), 'Solved');
      await showTask(page);
      await page.getByRole('button', { name: 'Show the model solution' }).click();
      const solution = page.getByRole('region', { name: 'The model solution' }).locator('pre');
      await solution.scrollIntoViewIfNeeded();
    },
  },
];
