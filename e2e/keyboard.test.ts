import { expect } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { readSolution, seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench, insertText, isInEditor, screens } from './page.ts';
import { recordTold, toldBy } from './told.ts';

test.use({ withFilesCourse: true });

for (const [width, height] of screens)
  test(`is in the editor after two Tab stops by its skip link, at ${width} × ${height}`, async ({
    open,
  }) => {
    const page = await open(undefined, { viewport: { width, height } });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const link = page.getByRole('link', { name: 'Skip to the editor' });
    await expect(link).toBeFocused();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(createWorkbench(page).editor).toBeFocused();
    await page.keyboard.press('ControlOrMeta+A');
    await insertText(page, await readSolution('hello'));
    await page.keyboard.press('ControlOrMeta+Enter');
    await seeResult(page, 'Solved');
  });

for (const slug of ['hello', 'weather', 'flatten', 'bank-account', 'settings'])
  test(`has at most ten Tab stops from the assignment ${slug} to the editor`, async ({ open }) => {
    const viewport = { width: 1366, height: 768 };
    const page = await open(`/courses/first-steps/${slug}`, { viewport });
    await page.locator('.cm-content').waitFor();
    await page.getByRole('button', { name: 'Copy this example' }).last().waitFor();
    const scrolls = (all: Element[]) => all.every((one) => one.scrollWidth > one.clientWidth);
    await expect.poll(() => page.locator('pre[tabindex="0"]').evaluateAll(scrolls)).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    let stops = 0;
    while (!(await isInEditor(page)) && stops < 30) {
      await page.keyboard.press('Tab');
      stops++;
    }
    expect(stops).toBeLessThanOrEqual(10);
  });

test('says the position of an assignment once, also when it is reached from another', async ({
  open,
}) => {
  const page = await open('/courses/first-steps/sum');
  const tree = await page.locator('body').ariaSnapshot();
  expect(tree.match(/Assignment 2 of 18/g)).toHaveLength(1);
  expect(tree).not.toMatch(/2 \/ 18/);
  await page.getByRole('link', { name: 'Next assignment: Ask and answer' }).click();
  const { title } = createWorkbench(page);
  await expect(title).toBeFocused();
  await expect(title).toHaveAccessibleDescription('Assignment 3 of 18');
});

test('skips to the edited file while a given one is shown', async ({ open }) => {
  const page = await open('/courses/several-files/squares');
  const files = page.getByRole('tablist', { name: 'Files' });
  await files.getByRole('tab', { name: 'words.txt' }).click();
  await page.getByRole('link', { name: 'Skip to the editor' }).press('Enter');
  await expect.poll(() => isInEditor(page)).toBe(true);
});

test('lists its shortcuts by ?, which is text where text is typed', async ({ open }) => {
  const page = await open();
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const workbench = createWorkbench(page);
  const { editor } = workbench;
  await workbench.write('');
  await page.keyboard.type('# really? 1/2');
  await expect(editor).toHaveText('# really? 1/2');
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await page.keyboard.press('?');
  await sheet.waitFor();
  for (const meaning of ['Hand in', 'Run', 'Leave the editor', 'Show these shortcuts'])
    await expect(sheet.getByText(meaning, { exact: true })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);

  // Students who dictate, or type with one finger, may turn single characters off.
  await page.keyboard.press('?');
  await sheet.getByRole('checkbox', { name: /single characters/ }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('checkbox', { name: /single characters/ }).waitFor();
  await expect(sheet).toHaveCount(0);
});

test('tells a screen reader each step of a grading once', async ({ context, open }) => {
  await recordTold(context);
  const page = await open();
  const workbench = createWorkbench(page);
  for (const [code, sentence] of [
    ['def hello():\n    return "Goodbye"\n', 'Not there yet.'],
    ['def hello(:\n', 'Python cannot read this file.'],
    [await readSolution('hello'), 'Solved'],
  ] as const) {
    await workbench.write(code);
    const before = (await toldBy(page)).length;
    await workbench.handIn();
    await seeResult(page, sentence);
    await expect(workbench.status.filter({ hasText: sentence })).toHaveCount(1);
    const told = (await toldBy(page)).slice(before);
    expect(told.filter((text) => text.includes(sentence))).toHaveLength(1);
    expect(told, 'each step is read out once').toEqual([...new Set(told)]);
  }
});

for (const [zoom, width, height] of [
  ['200 %', 640, 512],
  ['400 %', 320, 256],
] as const)
  test(`can be used at a zoom of ${zoom}, and with text of twice the size`, async ({ open }) => {
    const page = await open(undefined, { viewport: { width, height } });
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    const overflow = () =>
      page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    const workbench = createWorkbench(page);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await workbench.write('def hello():\n    return "Goodbye"\n');
    expect(await overflow()).toBeLessThanOrEqual(0);
    await workbench.handIn();
    await seeResult(page, 'Not there yet.');
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Larger text' }).scrollIntoViewIfNeeded();
    await expect(page.getByRole('button', { name: 'Larger text' })).toBeInViewport();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Show these shortcuts').scrollIntoViewIfNeeded();
    await expect(sheet.getByText('Show these shortcuts')).toBeInViewport();
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
