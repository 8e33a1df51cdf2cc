import type { Page } from '@playwright/test';
import { createWorkbench } from '../page.ts';
import { handIn, hello, type State } from './reach.ts';

/** Each new user loads Python again. */
const timeout = 90_000;

async function replay(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Replay this test' }).first().click();
  const region = page.getByRole('region', { name: 'Replay' });
  await region.getByText(/^Step \d+ of \d+$/).waitFor({ timeout });
}

/** What a student may see of a replay. */
export const replayStates: readonly State[] = [
  {
    name: 'replay',
    path: '/courses/first-steps/temperature',
    async reach(page) {
      const wrong = `def to_fahrenheit(celsius):
    tenths = celsius * 9 // 5
    return tenths + 30


def to_celsius(fahrenheit):
    return (fahrenheit - 32) * 5 / 9
`;
      await handIn(page, wrong, 'Not there yet.');
      await replay(page);
    },
  },
  {
    name: 'replay-start',
    path: '/courses/first-steps/fizz-buzz',
    async reach(page) {
      await handIn(page, 'def fizz_buzz(limit):\n    return limit\n', 'Not there yet.');
      await replay(page);
      await page.getByRole('button', { name: 'First step' }).click();
      await page.getByText(/^Step 1 of \d+$/).waitFor();
    },
  },
  {
    name: 'replay-exception',
    path: '/courses/first-steps/sum',
    async reach(page) {
      await handIn(page, 'def add(a, b):\n    total = a + b\n    return totl\n', 'Not there yet.');
      await replay(page);
    },
  },
  {
    name: 'replay-cut',
    path: hello,
    async reach(page) {
      const endless = 'count = 0\nwhile count < 20_000:\n    count += 1\n';
      await createWorkbench(page).write(endless);
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByRole('button', { name: 'Replay this run' }).click({ timeout });
      await page.getByText('Your program took more steps.').waitFor({ timeout });
    },
  },
  {
    name: 'replay-drawing',
    path: '/courses/first-steps/sum',
    async reach(page) {
      const wrong = `def add(a, b):
    rows = [[0] * 2] * 2
    names = {"first": rows[0], "both": rows}
    for number in range(min(a, 2)):
        rows[0][0] += 1
    return rows[1][0]
`;
      await handIn(page, wrong, 'Not there yet.');
      await replay(page);
    },
  },
  {
    name: 'replay-changed',
    path: hello,
    async reach(page) {
      await handIn(page, 'def hello():\n    return "Goodbye"\n', 'Not there yet.');
      await replay(page);
      await createWorkbench(page).editor.focus();
      await page.keyboard.press('End');
      await page.keyboard.insertText(' ');
      await page.getByText('You have changed your program').waitFor();
    },
  },
  {
    name: 'replay-nothing-ran',
    path: hello,
    async reach(page) {
      await createWorkbench(page).write('def hello(:\n');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByRole('button', { name: 'Replay this run' }).click({ timeout });
      await page.getByText('there is nothing to replay').waitFor({ timeout });
    },
  },
];
