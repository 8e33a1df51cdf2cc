import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { readCsv } from '@touchstone/runtime/csv';

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

/** Loads a roster by the page for people. @param onReport while it shows what loading would do */
export async function loadRoster(
  page: Page,
  csv: string,
  onReport?: () => Promise<void>,
): Promise<void> {
  await page.getByRole('button', { name: 'Load a roster' }).click();
  await page.getByLabel('Or paste it here').fill(csv);
  await page.getByRole('button', { name: 'Check it first' }).click();
  await page.getByText('Nothing is stored yet.').waitFor();
  await onReport?.();
  await page.getByRole('button', { name: 'Load it', exact: true }).click();
  await page.getByText('Loaded.').waitFor();
  await page.getByRole('button', { name: 'Close' }).last().click();
}

/**
 * Makes invitation links by the page for people; returns them by mail address, from the file that it gives.
 * @param onLinks while it shows them
 */
export async function invite(
  page: Page,
  onLinks?: () => Promise<void>,
): Promise<Map<string, string>> {
  await page.getByRole('button', { name: 'Make invitation links' }).click();
  await page.getByRole('button', { name: 'Make the links' }).click();
  const button = page.getByRole('button', { name: 'Download as CSV' });
  await button.waitFor();
  await onLinks?.();
  const downloading = page.waitForEvent('download');
  await button.click();
  const csv = await readFile(await (await downloading).path(), 'utf8');
  await page.keyboard.press('Escape');
  const cellWith = (cells: readonly string[], part: string): string =>
    cells.find((cell) => cell.includes(part)) ?? '';
  return new Map(
    readCsv(csv)
      .slice(1)
      .map(({ cells }) => [cellWith(cells, '@'), cellWith(cells, '/sign-in#')]),
  );
}

export const teachPath = '/teach/autumn-class';
export const peoplePath = `${teachPath}/people`;
