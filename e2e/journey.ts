import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { createWorkbench } from './page.ts';

/** The model solution of an assignment of the sample course. */
export function readSolution(slug: string): Promise<string> {
  return readFile(new URL(`../courses/first-steps/${slug}/solution.py`, import.meta.url), 'utf8');
}

/**
 * A newcomer opens the page, makes three kinds of mistake, and solves the first three assignments.
 * A mark on the window shows that the page is never reloaded.
 */
export async function solveTheFirstThree(page: Page): Promise<void> {
  const workbench = createWorkbench(page);
  await page.goto('/');
  await workbench.editor.waitFor();
  await page.evaluate('window.neverReloaded = true');
  await expect(page).toHaveURL('/courses/first-steps/hello');
  await expect.poll(() => pointsOf(page)).toBe(0);

  await workbench.write('def hello():\n    return "Goodbye"\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  const failing = workbench.results.getByText("'Goodbye'");
  await expect(failing.first()).toBeVisible();
  await expect(workbench.editor).toContainText('Goodbye');

  await workbench.write('def hello()\n    return "Hello, World!"\n');
  await workbench.handIn();
  await seeResult(page, 'Python cannot read this file.');
  await expect(workbench.results).toContainText(/line 1/i);

  await workbench.write('def hello():\n    while True:\n        pass\n');
  await page.keyboard.press('ControlOrMeta+Enter');
  await seeResult(page, 'Your program took too long.');
  await expect(workbench.results).toContainText(/in line [23] when/);
  const text = (await workbench.results.textContent()) ?? '';
  expect(text.includes('The usual cause'), text).toBe(!text.includes('?'));

  await workbench.write(await readSolution('hello'));
  await page.keyboard.press('ControlOrMeta+Enter');
  await seeResult(page, 'Solved');
  await expect.poll(() => pointsOf(page)).toBe(100);

  for (const [slug, points] of [
    ['sum', 200],
    ['greet', 300],
  ] as const) {
    await page.getByRole('link', { name: /^Next: / }).click();
    await expect(page).toHaveURL(`/courses/first-steps/${slug}`);
    await workbench.write(await readSolution(slug));
    await workbench.handIn();
    await seeResult(page, 'Solved');
    await expect.poll(() => pointsOf(page)).toBe(points);
  }
  expect(await page.evaluate('window.neverReloaded')).toBe(true);
}

/** Points in the top bar. */
export async function pointsOf(page: Page): Promise<number> {
  const text = await createWorkbench(page).points.first().textContent();
  return Number.parseInt(text ?? '', 10);
}

/** Waits until the results show this sentence. */
export async function seeResult(page: Page, sentence: string): Promise<void> {
  await createWorkbench(page).results.getByText(sentence).first().waitFor();
}
