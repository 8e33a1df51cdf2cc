import type { Page } from '@playwright/test';
import { seeResult } from '../journey.ts';
import { createWorkbench } from '../page.ts';

/** A page as a student may see it; each size starts with a new user. */
export interface State {
  readonly name: string;
  readonly path: string;
  /** The page changes within seconds. */
  readonly isBrief?: true;
  /** What to do before the page is opened, such as faking answers. `reach` then waits for what is to be seen. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** What to do when the page has loaded. */
  readonly reach?: (page: Page) => Promise<void>;
}

export const hello = '/courses/first-steps/hello';

export async function handIn(page: Page, code: string, sentence: string): Promise<void> {
  const workbench = createWorkbench(page);
  await workbench.write(code);
  await workbench.handIn();
  await seeResult(page, sentence);
}

/** Needed on a narrow screen, which shows one part at a time. */
export async function showTab(page: Page, name: string): Promise<void> {
  const tab = page.getByRole('tab', { name, exact: true });
  if (await tab.isVisible()) await tab.click();
}

/** Needed on a phone, and on a tablet, where it closes when something is handed in. */
export async function showTask(page: Page): Promise<void> {
  await showTab(page, 'Task');
  const drawer = page.getByRole('button', { name: 'Task', exact: true, expanded: false });
  if (await drawer.isVisible()) await drawer.click();
}

export async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('dialog').waitFor();
}
