import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { longFileLines, solutionOfMain } from './files-course.ts';
import { seeResult } from './journey.ts';
import { smallTargets } from './page-measures/measure.ts';
import { test } from './page-test.ts';
import { createWorkbench, insertText } from './page.ts';

test.use({ withFilesCourse: true });

const path = '/courses/several-files/squares';
const rightArea = 'def area(side):\n    return side * side\n';

/** The workbench, with the tabs of its files. */
function createFiles(page: Page) {
  const workbench = createWorkbench(page);
  const strip = page.getByRole('tablist', { name: 'Files' });
  const tab = (name: string) => strip.getByRole('tab', { name });
  const editorOf = (name: string) => page.getByRole('textbox', { name: `Your code in ${name}` });
  return {
    ...workbench,
    handIn: () => workbench.handIn(),
    strip,
    tab,
    editorOf,
    write: async (name: string, code: string) => {
      await tab(name).click();
      await editorOf(name).click();
      await page.keyboard.press('ControlOrMeta+A');
      await insertText(page, code);
    },
  };
}

test('hands in several files, and leads from a result to the line of one', async ({ open }) => {
  const page = await open(path);
  const { results, tab, editorOf, write, handIn } = createFiles(page);
  await write('shapes.py', 'def area(side):\n    return sid * side\n');
  await write('main.py', solutionOfMain);
  await handIn();
  await seeResult(page, 'Not there yet.');
  await expect(tab('shapes.py')).toHaveAccessibleName('shapes.py with a marked line');
  await expect(tab('main.py')).toHaveAccessibleName('main.py');
  expect(await accessibilityFaults(page)).toEqual([]);
  await results.getByRole('button', { name: /^Go to line 2 of shapes\.py: return sid/ }).click();
  await expect(tab('shapes.py')).toHaveAttribute('aria-selected', 'true');
  await expect(editorOf('shapes.py')).toBeFocused();
  await page.getByRole('status').getByText('is not defined').waitFor();
  await write('shapes.py', rightArea);
  await handIn();
  await seeResult(page, 'Solved');

  await page.getByRole('tab', { name: 'History' }).click();
  const entries = results.getByRole('listitem').getByRole('button', { expanded: false });
  await expect(entries).toHaveCount(2);
  await entries.first().click();
  const differences = results.getByRole('group', { name: /^Differences in/ });
  await expect(differences).toHaveCount(1);
  await expect(differences).toContainText(/removed:.*sid \*.*added:.*side \*/s);
  await expect(results.getByRole('group').filter({ hasText: 'main.py' })).toContainText(
    'no change',
  );
  expect(await accessibilityFaults(page)).toEqual([]);
  await entries.last().click();
  await results.getByRole('button', { name: 'Restore in the editor' }).click();
  await tab('shapes.py').click();
  await expect(editorOf('shapes.py')).toContainText('sid * side');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(editorOf('shapes.py')).toContainText('side * side');

  await page.getByRole('button', { name: 'Show the model solution' }).click();
  const solution = page.getByRole('region', { name: 'The model solution' });
  await expect(solution.getByRole('heading', { level: 3 })).toHaveText(['main.py', 'shapes.py']);
});

test('reuses the result of the same files', async ({ open }) => {
  const handInSolution = async (page: Page) => {
    const { write, handIn } = createFiles(page);
    await write('main.py', solutionOfMain);
    await write('shapes.py', rightArea);
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await handIn();
    await seeResult(page, 'Solved');
    return (await answer).status();
  };
  await handInSolution(await open(path));
  expect(await handInSolution(await open(path, {}))).toBe(200);
});

test('keeps what was typed in each file over a reload, and an undo history for each', async ({
  open,
}) => {
  const page = await open(path);
  const { tab, editorOf, write } = createFiles(page);
  await write('shapes.py', 'first = 1\nsecond = 2\n');
  await expect(editorOf('shapes.py')).toContainText('second = 2');
  await tab('main.py').click();
  await editorOf('main.py').press('ControlOrMeta+End');
  await page.keyboard.type('# last');
  await tab('shapes.py').click();
  await editorOf('shapes.py').press('ControlOrMeta+End');
  await page.keyboard.type('third = 3');
  await expect(editorOf('shapes.py')).toContainText('third = 3');
  // The undo history is of this file alone.
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press('ControlOrMeta+Z');
  await expect(editorOf('shapes.py')).toContainText('return None');
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press('ControlOrMeta+Shift+Z');
  await page.reload();
  await expect(editorOf('main.py')).toContainText('# last');
  await tab('shapes.py').click();
  await expect(editorOf('shapes.py')).toContainText('third = 3');
  await page.getByRole('button', { name: 'Reset to starter' }).click();
  await expect(editorOf('shapes.py')).toContainText('return None');
  await tab('main.py').click();
  await expect(editorOf('main.py')).toContainText('# last');
  await tab('shapes.py').click();
  await page.getByRole('button', { name: 'Undo reset' }).click();
  await expect(editorOf('shapes.py')).toContainText('third = 3');
});

test('has the cursor where it was in a file that is shown again', async ({ open }) => {
  const page = await open(path);
  const { tab, editorOf, write } = createFiles(page);
  await write('shapes.py', 'first\nsecond\nthird\n');
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('End');
  const typed: string[] = [];
  for (const letter of 'abcdef') {
    await tab('main.py').click();
    await editorOf('main.py').press('ControlOrMeta+End');
    await tab('shapes.py').click();
    await editorOf('shapes.py').focus();
    await page.keyboard.type(letter);
    typed.push(letter);
    await expect(editorOf('shapes.py')).toContainText(`first${typed.join('')}`);
  }
});

test('continues several files on another device', async ({ open, context }) => {
  const page = await open(path);
  const one = createFiles(page);
  const saved = page.waitForResponse(
    (response) =>
      response.request().method() === 'PUT' &&
      (response.request().postData() ?? '').includes('here = 1'),
  );
  await one.write('shapes.py', 'here = 1\n');
  expect((await saved).status()).toBe(200);
  const storage = await context.storageState();
  const other = createFiles(await open(path, { storageState: { ...storage, origins: [] } }));
  await other.tab('shapes.py').click();
  await expect(other.editorOf('shapes.py')).toContainText('here = 1');
});

test('runs the main file with the others, anew each time', async ({ open }) => {
  const page = await open(path);
  const { tab, editorOf, write } = createFiles(page);
  const log = page.getByRole('log');
  const run = page.getByRole('button', { name: 'Run', exact: true });
  await expect(run).toHaveAccessibleDescription(/^Run main\.py/);
  await write(
    'main.py',
    'import os\nimport shapes\nprint(shapes.area(3))\nprint(open("words.txt").read())\n' +
      'print(os.path.exists("made.txt"))\nopen("made.txt", "w").close()\n',
  );
  await run.click();
  await expect(log).toContainText('None\nplum\nräspberry\nfig\n\nFalse\n', { timeout: 60_000 });
  await write('shapes.py', rightArea);
  await run.click();
  await expect(log).toContainText('9\nplum\nräspberry\nfig\n\nFalse\n');
  await write('shapes.py', 'def area(side):\n\n    return sid\n');
  await tab('main.py').click();
  await run.click();
  await expect(log).toContainText('Line 3 of shapes.py:');
  await log.getByRole('button', { name: 'File "shapes.py", line 3' }).click();
  await expect(editorOf('shapes.py')).toBeFocused();
  await page.getByRole('button', { name: 'Try the examples' }).click();
  const tried = page.getByRole('region', { name: 'Examples' });
  await expect(tried).toContainText('Line 3 of shapes.py:', { timeout: 60_000 });
  await tab('main.py').click();
  await tried
    .getByRole('button', { name: /^Go to line 3 of shapes\.py/ })
    .first()
    .click();
  await expect(editorOf('shapes.py')).toBeFocused();
});

test('shows given files, and downloads them', async ({ open }) => {
  const page = await open(path);
  const { strip, tab, editorOf } = createFiles(page);
  const download = async (name: RegExp) => {
    const started = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const file = await started;
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
  };
  await expect(strip.getByRole('tab')).toHaveText([
    'main.py',
    'shapes.py',
    'words.txt read-only',
    'tools.py read-only',
    'data/long.csv read-only',
    'picture.bin read-only',
  ]);
  await page.route('**/files/words.txt', (route) => route.abort(), { times: 1 });
  await tab('words.txt').click();
  await page.getByText('This file could not be loaded.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('group', { name: 'Text of words.txt' })).toHaveText(
    'plum\nräspberry\nfig\n',
  );
  expect(await accessibilityFaults(page)).toEqual([]);
  const words = await download(/^Download words\.txt, 20 bytes/);
  expect(words.name).toBe('words.txt');
  expect(words.content.toString()).toBe('plum\nräspberry\nfig\n');

  await tab('data/long.csv').click();
  await page.getByText('These are the first 128 KiB of 1.4 MiB.').waitFor();
  const long = await download(/^Download data\/long\.csv/);
  expect(long.name).toBe('long.csv');
  expect(long.content.toString().split('\n')).toHaveLength(longFileLines + 1);

  await tab('picture.bin').click();
  await page.getByText('This file is not text').waitFor();
  expect([...(await download(/^Download picture\.bin/)).content]).toEqual([0, 255, 254, 1, 2, 3]);
  await tab('main.py').click();
  await expect(editorOf('main.py')).toContainText('def describe');
});

test('has tabs that the keyboard reaches, in one stop', async ({ open }) => {
  const page = await open(path);
  const { tab, strip, editorOf } = createFiles(page);
  await tab('main.py').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tab('shapes.py')).toBeFocused();
  await expect(editorOf('shapes.py')).toBeVisible();
  await page.keyboard.press('End');
  await expect(tab('picture.bin')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tab('main.py')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Home');
  await expect(tab('main.py')).toBeFocused();
  const panel = await tab('main.py').getAttribute('aria-controls');
  await expect(page.locator(`[id="${panel ?? ''}"]`)).toHaveRole('tabpanel');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(tab('main.py')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(strip.locator(':focus')).toHaveCount(0);
});

test('shows at which end there are more tabs, and scrolls to them', async ({ open }) => {
  const page = await open(path, { viewport: { width: 360, height: 740 } });
  const { tab, strip } = createFiles(page);
  await createWorkbench(page).showCode();
  const arrows = strip.locator('..').locator(':scope > button');
  const sides = async () => {
    const { x, width } = (await strip.boundingBox()) ?? { x: 0, width: 0 };
    const boxes = await arrows.evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect().x),
    );
    return boxes.map((left) => (left < x + width / 2 ? 'before' : 'after'));
  };
  await expect.poll(sides).toEqual(['after']);
  await arrows.click();
  await expect.poll(sides).toEqual(['before', 'after']);
  await tab('picture.bin').click();
  await expect.poll(sides).toEqual(['before']);
  await expect(tab('picture.bin')).toBeInViewport({ ratio: 0.99 });
  await page.setViewportSize({ width: 1366, height: 768 });
  await expect.poll(sides).toEqual([]);
});

test('shows no tabs where there is one file and none is given', async ({ open }) => {
  const page = await open();
  await createWorkbench(page).editor.waitFor();
  await expect(page.getByRole('tablist', { name: 'Files' })).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`fits a phone, in its ${colorScheme} theme`, async ({ open }) => {
    const page = await open(path, {
      ...{ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
      colorScheme,
    });
    const { tab, strip } = createFiles(page);
    await page.getByRole('tab', { name: 'Code', exact: true }).click();
    await tab('picture.bin').click();
    await expect(tab('picture.bin')).toBeInViewport({ ratio: 0.99 });
    await tab('words.txt').click();
    await page.getByRole('group', { name: 'Text of words.txt' }).waitFor();
    expect(await smallTargets(page)).toEqual([]);
    expect(await accessibilityFaults(page)).toEqual([]);
    const scrolls = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(scrolls).toBe(false);
    const barHeight = (box: Element) => (box as HTMLElement).offsetHeight - box.clientHeight;
    expect(await strip.evaluate(barHeight)).toBe(0);
  });
}
