import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { seeResult } from './journey.ts';
import { roomForCode, smallTargets } from './page-measures/measure.ts';
import { test } from './page-test.ts';
import { createWorkbench } from './page.ts';

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const tablet = { viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true };
const wrong = 'def hello():\n    return "Hello, world"\n';

const tabsOf = (page: Page, name: string) =>
  page.getByRole('tablist', { name }).getByRole('tab').allTextContents();

test('has three tabs on a phone, with console and history within the third', async ({ open }) => {
  const page = await open(undefined, phone);
  const { results } = createWorkbench(page);
  expect(await tabsOf(page, 'Views')).toEqual(['Task', 'Code', 'Result']);
  const tab = page.getByRole('tab', { name: 'Result', exact: true });
  await tab.tap();
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tabpanel', { name: 'Result', exact: true })).toBeVisible();
  await results.getByText('No result yet').waitFor();
  expect(await tabsOf(page, 'Output')).toEqual(['Tests', 'Console', 'History']);
  await page.getByRole('tab', { name: 'History' }).tap();
  await results.getByText('Nothing handed in yet').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await tab.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Code', exact: true })).toBeFocused();
  await expect(createWorkbench(page).editor).toBeVisible();
});

for (const [device, options] of [
  ['a phone', phone],
  ['a tablet', tablet],
] as const)
  test(`has targets of at least 44 px on ${device}`, async ({ open }) => {
    const page = await open(undefined, options);
    const workbench = createWorkbench(page);
    await page.getByText('2 hints, available').waitFor();
    expect(await smallTargets(page)).toEqual([]);
    await workbench.openList();
    await page.getByRole('searchbox', { name: 'Find an assignment' }).fill('hello');
    expect(await smallTargets(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('What this site stores about you').waitFor();
    await page.getByText('Where you are signed in', { exact: true }).waitFor();
    expect(await smallTargets(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    await workbench.write(wrong);
    await page.getByRole('group', { name: 'Keys' }).waitFor();
    expect(await smallTargets(page)).toEqual([]);
    await workbench.handIn();
    await workbench.results.getByRole('button', { name: 'Show a hint' }).waitFor();
    expect(await smallTargets(page)).toEqual([]);
  });

for (const [width, height, hasTouch] of [
  [360, 740, true],
  [740, 360, true],
  [667, 375, true],
  [320, 256, false],
] as const)
  test(`leaves four lines of code above a result at ${width} × ${height}`, async ({ open }) => {
    const options = { viewport: { width, height }, hasTouch, isMobile: hasTouch };
    const page = await open(undefined, options);
    const workbench = createWorkbench(page);
    await workbench.write(wrong);
    await workbench.handIn();
    await seeResult(page, 'Not there yet.');
    await expect(workbench.results).toBeInViewport();
    await expect.poll(async () => (await roomForCode(page)).lines).toBeGreaterThanOrEqual(4);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(workbench.results).toBeHidden();
  });

test('has the task in a drawer over the code on a tablet, and the result below', async ({
  open,
}) => {
  const page = await open(undefined, tablet);
  const workbench = createWorkbench(page);
  const { editor, results, title } = workbench;
  const button = page.getByRole('button', { name: 'Task', exact: true });
  const task = page.getByRole('region', { name: 'Task' });
  await expect(page.getByRole('tablist', { name: 'Views' })).toHaveCount(0);
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect(task).toBeVisible();
  await results.getByText('No result yet').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await task.getByRole('group', { name: 'Hello' }).focus();
  await page.keyboard.press('Escape');
  await expect(task).toBeHidden();
  await expect(button).toBeFocused();
  await expect(title).toHaveText('Hello');
  await page.keyboard.press('Enter');
  await expect(task).toBeVisible();
  // The code that is beside the drawer.
  const beside = await editor.boundingBox();
  await page.touchscreen.tap(800, (beside?.y ?? 0) + 10);
  await expect(task).toBeHidden();
  await expect(editor).toBeFocused();
  await workbench.write(wrong);
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  const [code, below] = [await editor.boundingBox(), await results.boundingBox()];
  expect(below?.y).toBeGreaterThan((code?.y ?? 0) + 200);
  expect((await roomForCode(page)).lines).toBeGreaterThanOrEqual(15);
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('has the keys that phone keyboards hide while the editor has the focus', async ({ open }) => {
  const page = await open(undefined, phone);
  const workbench = createWorkbench(page);
  const { editor } = workbench;
  const row = page.getByRole('group', { name: 'Keys' });
  await page.getByRole('tab', { name: 'Code', exact: true }).tap();
  await editor.waitFor();
  await expect(row).toBeHidden();
  await workbench.write('if x:');
  await expect(row).toBeVisible();
  const signs = await row.getByRole('button').allTextContents();
  for (const sign of ['"', '=', '_', '{', '}', '#', '<', '>', '↶', '⇤'])
    expect(signs).toContain(sign);
  const press = (name: string) => row.getByRole('button', { name, exact: true }).tap();
  await page.keyboard.press('Enter');
  await page.keyboard.insertText('y');
  const lines = page.locator('.cm-line');
  await expect(lines.last()).toHaveText('    y');
  await press('Outdent');
  await expect(lines.last()).toHaveText('y');
  await press('Equals sign');
  await press('Double quote');
  await expect(lines.last()).toHaveText('y="');
  await press('Undo');
  await expect(lines.last()).not.toHaveText('y="');
  await expect(editor).toBeFocused();
  // The buttons below stay where they are when the row goes.
  const handIn = page.getByRole('button', { name: 'Hand in' });
  const before = await handIn.boundingBox();
  await page.getByRole('button', { name: 'Find and replace' }).focus();
  await expect(row).toBeHidden();
  expect(await handIn.boundingBox()).toEqual(before);
});

test('has those keys in the plain editor, too', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ ...phone, ...(baseURL && { baseURL }) });
  await context.route('**/assets/codemirror-*.js', (route) => route.abort());
  const page = await context.newPage();
  await page.goto('/courses/first-steps/hello');
  await page.getByRole('tab', { name: 'Code', exact: true }).tap();
  await page.getByText('The full editor could not be loaded.').waitFor();
  const { editor } = createWorkbench(page);
  await editor.fill('if x:\n    y');
  const row = page.getByRole('group', { name: 'Keys' });
  const press = (name: string) => row.getByRole('button', { name, exact: true }).tap();
  await press('Outdent');
  await expect(editor).toHaveValue('if x:\ny');
  await press('Equals sign');
  await expect(editor).toHaveValue('if x:\ny=');
  await press('Undo');
  await expect(editor).toHaveValue('if x:\ny');
  await press('Tab');
  await expect(editor).toHaveValue('if x:\ny    ');
  await context.close();
});
