import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { seeResult } from './journey.ts';
import { roomForCode } from './page-measures/measure.ts';
import { test } from './page-test.ts';
import { createWorkbench } from './page.ts';

const laptop = { viewport: { width: 1366, height: 768 } };
const large = { viewport: { width: 1920, height: 1080 } };
const wrong = 'def hello():\n    return "Hello, world"\n';

const listButton = (page: Page) => page.getByRole('button', { name: 'Assignments', exact: true });
const list = (page: Page) => page.getByRole('navigation', { name: 'Assignments' });
const resultsBorder = (page: Page) =>
  page.getByRole('separator', { name: 'Border between code and result' });
const resultsHeight = (page: Page) =>
  page.locator('#pane-panels').evaluate((pane) => pane.getBoundingClientRect().height);

test('shows at least 18 lines of 80 columns on a laptop, and 80 columns on a large screen', async ({
  open,
}) => {
  const small = await open(undefined, laptop);
  await createWorkbench(small).editor.click();
  const onLaptop = await roomForCode(small);
  expect(onLaptop.lines).toBeGreaterThanOrEqual(18);
  expect(onLaptop.columns).toBeGreaterThanOrEqual(80);
  const wide = await open(undefined, large);
  await createWorkbench(wide).editor.click();
  await expect(list(wide)).toBeVisible();
  expect((await roomForCode(wide)).columns).toBeGreaterThanOrEqual(80);
});

test('folds the list of assignments, and keeps it so', async ({ open }) => {
  const page = await open(undefined, laptop);
  await expect(listButton(page)).toHaveAttribute('aria-expanded', 'false');
  await expect(list(page)).toHaveCount(0);
  await listButton(page).click();
  await expect(list(page)).toBeVisible();
  await expect(listButton(page)).toHaveAttribute('aria-expanded', 'true');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await list(page).getByRole('link', { name: 'Sum' }).click();
  await expect(page).toHaveURL('/courses/first-steps/sum');
  await expect(list(page)).toBeVisible();
  // Where it is shown at first, it stays folded.
  await page.setViewportSize(large.viewport);
  await listButton(page).click();
  await expect(list(page)).toHaveCount(0);
  await page.reload();
  await createWorkbench(page).title.waitFor();
  await expect(list(page)).toHaveCount(0);
});

for (const [place, width] of [
  ['beside the page', 1366],
  ['in a drawer', 820],
] as const)
  test(`shows and folds the list ${place} by Ctrl B, and leads to its search by /`, async ({
    open,
  }) => {
    const page = await open(undefined, { viewport: { width, height: 1000 } });
    const workbench = createWorkbench(page);
    const { editor } = workbench;
    await workbench.write(wrong);
    const before = await editor.textContent();
    await expect(async () => {
      await page.keyboard.press('ControlOrMeta+b');
      await expect(list(page)).toBeVisible({ timeout: 20_000 });
    }).toPass();
    await page.keyboard.press('ControlOrMeta+b');
    await expect(list(page)).toBeHidden();
    await expect(editor).toBeFocused();
    expect(await editor.textContent()).toBe(before);
    await listButton(page).focus();
    await page.keyboard.press('/');
    const field = page.getByRole('searchbox', { name: 'Find an assignment' });
    await expect(field).toBeFocused();
    // The focus is not lost with the list.
    await page.keyboard.press('ControlOrMeta+b');
    await expect(list(page)).toBeHidden();
    await expect(listButton(page)).toBeFocused();
  });

test('gives the results 45 % of the height when Hand in is pressed, not before', async ({
  open,
}) => {
  const page = await open(undefined, laptop);
  const workbench = createWorkbench(page);
  await workbench.results.getByText('No result yet').waitFor();
  expect(await resultsHeight(page)).toBe(160);
  // The share of the height below the top bar.
  await expect(resultsBorder(page)).toHaveAttribute('aria-valuenow', '22');
  await workbench.write(wrong);
  let whileSent = 0;
  await page.route('**/api/submissions', async (route) => {
    whileSent = await resultsHeight(page);
    await route.continue();
  });
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  expect(whileSent).toBe(324);
  expect(await resultsHeight(page)).toBe(324);
  await expect(resultsBorder(page)).toHaveAttribute('aria-valuenow', '45');
});

test('leaves the results as high as the student made them', async ({ open }) => {
  const page = await open(undefined, laptop);
  const workbench = createWorkbench(page);
  await workbench.results.getByText('No result yet').waitFor();
  await resultsBorder(page).press('ArrowUp');
  await resultsBorder(page).press('ArrowUp');
  const chosen = await resultsHeight(page);
  expect(chosen).toBeGreaterThan(160);
  await workbench.write(wrong);
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  expect(await resultsHeight(page)).toBe(chosen);
  await page.reload();
  await seeResult(page, 'Not there yet.');
  expect(await resultsHeight(page)).toBe(chosen);
});
