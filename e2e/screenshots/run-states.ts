import type { Page } from '@playwright/test';
import { readSolution } from '../journey.ts';
import { createWorkbench } from '../page.ts';
import { hello, showTab, type State } from './reach.ts';

/** Each new user loads Python again. */
const timeout = 90_000;

async function run(page: Page, code: string): Promise<void> {
  await createWorkbench(page).write(code);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

/** What a student may see after Run. */
export const runStates: readonly State[] = [
  {
    name: 'console-empty',
    path: hello,
    async reach(page) {
      await showTab(page, 'Result');
      await page.getByRole('tab', { name: 'Console' }).click();
      await page.getByText('Run your program here').waitFor();
    },
  },
  {
    name: 'console-asking',
    path: hello,
    async reach(page) {
      await run(page, 'print("Welcome!")\nname = input("Who are you? ")\nprint("Hello", name)\n');
      await page.getByRole('textbox', { name: 'Input for the program' }).waitFor({ timeout });
    },
  },
  {
    name: 'console-output',
    path: hello,
    async reach(page) {
      await run(page, 'for number in range(1, 30):\n    print(number, "squared is", number**2)\n');
      await page.getByText('The program has finished.').waitFor({ timeout });
    },
  },
  {
    name: 'console-printed-nothing',
    path: hello,
    async reach(page) {
      await run(page, 'def hello():\n    return "Hello"\n');
      await page.getByText('Your file printed nothing.').waitFor({ timeout });
    },
  },
  {
    name: 'console-running',
    path: hello,
    async reach(page) {
      await run(page, 'print("begun")\nwhile True:\n    pass\n');
      await page.getByRole('log').getByText('begun').waitFor({ timeout });
    },
  },
  {
    name: 'console-stopped',
    path: hello,
    async reach(page) {
      await run(page, 'print("begun")\nwhile True:\n    pass\n');
      await page.getByRole('log').getByText('begun').waitFor({ timeout });
      await page.getByRole('button', { name: 'Stop' }).first().click();
      await page.getByText('Stopped.').waitFor();
    },
  },
  {
    name: 'console-error',
    path: hello,
    async reach(page) {
      await run(page, 'words = ["one", "two"]\nprint(words)\nprint(words[2])\n');
      await page.getByRole('textbox', { name: 'Python prompt' }).waitFor({ timeout });
    },
  },
  {
    name: 'examples',
    path: hello,
    async reach(page) {
      await createWorkbench(page).showCode();
      await createWorkbench(page).write('def hello():\n    return "Hello"\n');
      await page.getByRole('button', { name: 'Try the examples' }).click();
      const examples = page.getByRole('region', { name: 'Examples' });
      await examples.getByRole('status').waitFor({ timeout });
    },
  },
  {
    name: 'examples-pass',
    path: hello,
    async reach(page) {
      await createWorkbench(page).write(await readSolution('hello'));
      await page.getByRole('button', { name: 'Try the examples' }).click();
      await page.getByText('All examples pass').waitFor({ timeout });
    },
  },
];
