import { expect, type Page } from '@playwright/test';
import { readSolution, seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench } from './page.ts';

/** Sizes of visible text outside formulas, in px, largest first. */
const textSizes = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const sizes = new Set<number>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element === null || node.textContent?.trim() === '' || element.closest('math')) continue;
      if (element.checkVisibility({ visibilityProperty: true }))
        sizes.add(Number.parseFloat(getComputedStyle(element).fontSize));
    }
    return [...sizes].sort((a, b) => b - a);
  });

const scale = [32, 20, 16, 14, 13, 12];
const wrong = 'def hello():\n    return "Hello, world"\n';

test('has text in six sizes only', async ({ open }) => {
  const page = await open(undefined, { viewport: { width: 1920, height: 1080 } });
  const workbench = createWorkbench(page);
  await workbench.write(wrong);
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  expect(scale).toEqual(expect.arrayContaining(await textSizes(page)));
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('Suggest names while I type').waitFor();
  expect(scale).toEqual(expect.arrayContaining(await textSizes(page)));
});

test('keeps code within a sentence in one piece', async ({ open }) => {
  for (const width of [360, 820, 1366, 1920]) {
    const page = await open(undefined, { viewport: { width, height: 900 } });
    await page.locator('.prose code').first().waitFor();
    const broken = await page
      .locator('.prose :not(pre) > code')
      .evaluateAll((pieces) =>
        pieces
          .filter((piece) => piece.getClientRects().length > 1)
          .map((piece) => piece.textContent),
      );
    expect([width, broken]).toEqual([width, []]);
  }
});

test('has the display face in its titles', async ({ open }) => {
  const page = await open();
  await page.reload();
  const { title } = createWorkbench(page);
  await title.waitFor();
  expect(await title.evaluate((node) => getComputedStyle(node).fontFamily)).toMatch(
    /^"?Source Serif 4/,
  );
  const faces = await page.evaluate(() =>
    [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family),
  );
  expect(faces.map((family) => family.replaceAll('"', ''))).toContain('Source Serif 4');
});

test('draws the gold stroke exactly as wide as the words above it', async ({ open }) => {
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
  const heading = workbench.results.getByRole('heading', { name: 'Solved' });
  const widths = await heading.evaluate((node) => {
    const words = document.createRange();
    words.selectNodeContents(node);
    const stroke = node.parentElement?.querySelector('svg');
    return [words, stroke].map((one) => Math.round(one?.getBoundingClientRect().width ?? 0));
  });
  expect(widths[0]).toBeGreaterThan(50);
  expect(widths[1]).toBe(widths[0]);
});

test('has a segment of the verdict for each test, and rows of 32 px in the list', async ({
  open,
}) => {
  const page = await open(undefined, { viewport: { width: 1920, height: 1080 } });
  const workbench = createWorkbench(page);
  await workbench.write(wrong);
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  const segments = workbench.results.locator('.segments span');
  expect(await segments.evaluateAll((all) => all.map(({ classList }) => classList[0]))).toEqual([
    'passed',
    'failed',
  ]);
  const strip = workbench.results.locator('.strip');
  await expect(strip).toHaveCSS('border-left-width', '4px');
  const rows = page.getByRole('navigation', { name: 'Assignments' }).getByRole('listitem');
  const heights = await rows.evaluateAll((all) =>
    all.map((row) => row.getBoundingClientRect().height),
  );
  expect(new Set(heights)).toEqual(new Set([32]));
});
