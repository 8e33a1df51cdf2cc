import type { Page } from '@playwright/test';
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
      await page.getByRole('tab', { name: 'Console' }).last().click();
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
      await showTab(page, 'Code');
      await createWorkbench(page).write('def hello():\n    return "Hello"\n');
      await page.getByRole('button', { name: 'Try the examples' }).click();
      const examples = page.getByRole('region', { name: 'Examples' });
      await examples.getByRole('status').waitFor({ timeout });
    },
  },
];
