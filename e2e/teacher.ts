import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';

const program = new URL('../cli/bin/touchstone.mjs', import.meta.url).pathname;

/** The link that `touchstone teacher add` prints. */
export async function addTeacher(
  dataFolder: string,
  mail: string,
  ...options: string[]
): Promise<string> {
  const args = [program, 'teacher', 'add', mail, '--data', dataFolder, ...options];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout.trim();
}

/** Opens a link and presses its button. */
export async function signIn(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Loads a roster by the page for people. */
export async function loadRoster(page: Page, csv: string): Promise<void> {
  await page.getByRole('button', { name: 'Load a roster' }).click();
  await page.getByLabel('Or paste it here').fill(csv);
  await page.getByRole('button', { name: 'Check it first' }).click();
  await page.getByText('Nothing is stored yet.').waitFor();
  await page.getByRole('button', { name: 'Load it', exact: true }).click();
  await page.getByText('Loaded.').waitFor();
  await page.getByRole('button', { name: 'Close' }).last().click();
}

export const teachPath = '/teach/autumn-class';
export const peoplePath = `${teachPath}/people`;
