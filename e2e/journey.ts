import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { createWorkbench } from './page.ts';

/** The model solution of an assignment of the sample course. */
export function readSolution(slug: string): Promise<string> {
  return readFile(new URL(`../courses/first-steps/${slug}/solution.py`, import.meta.url), 'utf8');
}

/**
 * A newcomer opens the page, goes wrong in three ways, and solves the first three assignments.
 * Nothing is reloaded: a mark on the window would be gone.
 */
export async function solveTheFirstThree(page: Page, url: string): Promise<void> {
  const workbench = createWorkbench(page);
  await page.goto(url);
  await workbench.editor.waitFor();
  await page.evaluate('window.neverReloaded = true');
  await expect.poll(() => page.url()).toContain('/hello');
  await expect.poll(() => pointsOf(page)).toBe(0);

  await workbench.write('def hello():\n    return "Goodbye"\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  const failing = workbench.results.getByText("'Goodbye'");
  await expect.poll(() => failing.first().isVisible()).toBe(true);
  await expect.poll(() => workbench.editor.textContent()).toContain('Goodbye');

  await workbench.write('def hello()\n    return "Hello, World!"\n');
  await workbench.handIn();
  await seeResult(page, 'Python cannot read this file.');
  await expect.poll(() => workbench.results.textContent()).toMatch(/line 1/i);

  await workbench.write('def hello():\n    while True:\n        pass\n');
  await page.keyboard.press('ControlOrMeta+Enter');
  await seeResult(page, 'It took too long.');
  await expect.poll(() => workbench.results.textContent()).toMatch(/in line [23] when/);
  const said = (await workbench.results.textContent()) ?? '';
  expect(said.includes('The usual cause'), said).toBe(!said.includes('?'));

  await workbench.write(await readSolution('hello'));
  await page.keyboard.press('ControlOrMeta+Enter');
  await seeResult(page, 'Solved');
  await expect.poll(() => pointsOf(page)).toBe(100);

  for (const [slug, points] of [
    ['sum', 200],
    ['greet', 300],
  ] as const) {
    await page.getByRole('link', { name: 'Next assignment' }).click();
    await expect.poll(() => page.url()).toContain(`/${slug}`);
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
  await createWorkbench(page).results.getByText(sentence).first().waitFor({ timeout: 60_000 });
}
