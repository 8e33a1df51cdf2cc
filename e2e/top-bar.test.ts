import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { readSolution, seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench } from './page.ts';

const bar = (page: Page) => page.getByRole('banner');
const before = (page: Page) => bar(page).getByRole('link', { name: /^Previous assignment/ });
const after = (page: Page) => bar(page).getByRole('link', { name: /^Next assignment/ });
const size = (width: number) => ({ viewport: { width, height: 768 } });

test('leads to the assignments before and after, in the order of the course', async ({ open }) => {
  const page = await open(undefined, size(1366));
  await expect(bar(page).getByText('1 / 18')).toBeVisible();
  await expect(bar(page).getByText('Up next')).toHaveCount(0);
  await expect(before(page)).toBeDisabled();
  await expect(before(page)).not.toHaveAttribute('href');
  await expect(after(page)).toHaveAccessibleName('Next assignment: Sum');
  await expect(after(page)).toHaveText('Next');
  await after(page).click();
  await expect(page).toHaveURL('/courses/first-steps/sum');
  await expect(bar(page).getByText('2 / 18')).toBeVisible();
  await expect(before(page)).toHaveAccessibleName('Previous assignment: Hello');
  // What comes next is another one here.
  await expect(bar(page).getByRole('link', { name: 'Hello', exact: true })).toBeVisible();
  await before(page).press('Enter');
  await expect(page).toHaveURL('/courses/first-steps/hello');
  await page.goto('/courses/first-steps/game-of-life');
  await expect(bar(page).getByText('18 / 18')).toBeVisible();
  await expect(after(page)).toBeDisabled();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('draws below it how much of the course is solved', async ({ open }) => {
  const page = await open(undefined, size(1366));
  const line = bar(page).getByRole('progressbar', { name: 'Assignments solved' });
  await expect(line).toHaveAttribute('aria-valuetext', '0 of 18');
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
  await expect(line).toHaveAttribute('aria-valuetext', '1 of 18');
  await expect(line).toHaveAttribute('aria-valuenow', '1');
  await expect(line).toHaveAttribute('aria-valuemax', '18');
  const [whole, part] = await line.evaluate((node) =>
    [node, node.firstElementChild].map((one) => one?.getAttribute('style') ?? one?.clientWidth),
  );
  expect([whole, part]).toEqual([1366, expect.stringMatching(/width: 5\.5/)]);
});

for (const [width, named] of [
  [1023, false],
  [1024, true],
] as const)
  test(`${named ? 'names' : 'does not name'} the settings at ${width} px`, async ({ open }) => {
    const page = await open(undefined, size(width));
    const settings = bar(page).getByRole('button', { name: 'Settings' });
    const words = await settings.getByText('Settings').boundingBox();
    expect((words?.width ?? 0) > 20).toBe(named);
  });

for (const width of [320, 360, 412, 820, 1366])
  test(`has room for all that it shows, without overlap, at ${width} px`, async ({ open }) => {
    const page = await open('/courses/first-steps/sum', {
      ...size(width),
      hasTouch: width < 1000,
      isMobile: width < 500,
    });
    await bar(page).getByRole('progressbar').waitFor();
    await bar(page).getByRole('button', { name: 'Been here before?' }).waitFor();
    const controls = bar(page).locator('a:visible, button:visible');
    const edges = await controls.evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => [left, right]),
    );
    for (const [index, [left]] of edges.entries())
      expect(left).toBeGreaterThanOrEqual(edges[index - 1]?.[1] ?? 0);
    expect(edges.at(-1)?.[1]).toBeLessThanOrEqual(width);
    // The way to the neighbours is there with room for both, else not at all.
    expect(await before(page).isVisible()).toBe(await after(page).isVisible());
    expect(await after(page).isVisible()).toBe(width >= 412);
  });

test('leads to the neighbours on a phone with 100 points', async ({ open }) => {
  const page = await open(undefined, {
    ...{ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  });
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
  await expect(workbench.points.first()).toHaveText('100 points');
  await expect(before(page)).toBeVisible();
  await expect(after(page)).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
});
