import { expect, type Locator, type Page } from '@playwright/test';
import { seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { roomForCode, strayScrolling } from './page-measures/measure.ts';
import { createWorkbench } from './page.ts';

const wrong = 'def hello():\n    return "Hello, world"\n';

async function handInWrong(page: Page): Promise<void> {
  const workbench = createWorkbench(page);
  await workbench.write(wrong);
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
}

for (const [width, height] of [
  [1366, 768],
  [1920, 1080],
  [1024, 768],
  [820, 1180],
  [360, 740],
] as const)
  test(`scrolls only its panes, by thin scrollbars, at ${width} × ${height}`, async ({ open }) => {
    const page = await open(undefined, { viewport: { width, height } });
    await page.getByText('2 hints, available').waitFor();
    expect(await strayScrolling(page)).toEqual([]);
    const handout = page.locator('#pane-handout [data-scroll]');
    await expect(handout).toHaveCSS('scrollbar-width', 'thin');
    await expect(handout).toHaveCSS('scrollbar-gutter', 'stable');
    await handInWrong(page);
    expect(await strayScrolling(page)).toEqual([]);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('Suggest names while I type').waitFor();
    expect(await strayScrolling(page)).toEqual([]);
  });

const tenLines = Array.from({ length: 10 }, (_, index) => `# line ${index + 1}`).join('\n');

for (const [device, width, height, hasTouch] of [
  ['a phone held sideways', 667, 375, true],
  ['a larger phone held sideways', 844, 390, true],
  ['a zoom of 400 %', 341, 192, false],
] as const)
  test(`keeps five lines of code in sight on ${device}, also above a result`, async ({ open }) => {
    const viewport = { width, height };
    const page = await open(undefined, { viewport, hasTouch, isMobile: hasTouch });
    // Everything can be reached, including the bar at the top.
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('Suggest names while I type').waitFor();
    await page.keyboard.press('Escape');
    const workbench = createWorkbench(page);
    await workbench.write(`${tenLines}\n# ${Math.random()}`);
    expect((await roomForCode(page)).lines).toBeGreaterThanOrEqual(5);
    await workbench.handIn();
    await seeResult(page, 'Not there yet.');
    const verdict = workbench.results.getByRole('heading', { name: 'Not there yet.' });
    await expect.poll(() => inSight(verdict)).toBe(true);
    // The result is a sheet over the code, which closes when the editor is used.
    await page.locator('.cm-line').first().click();
    await expect(workbench.results).toBeHidden();
    await expect.poll(async () => (await roomForCode(page)).lines).toBeGreaterThanOrEqual(5);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

const inSight = async (locator: Locator): Promise<boolean> => {
  const box = await locator.boundingBox();
  const height = locator.page().viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
};

test(
  'prints the handout and all of the code over several pages, and nothing to press',
  { tag: '@chromium' },
  async ({ open }) => {
    const page = await open('/courses/first-steps/statistics', {
      colorScheme: 'dark',
      viewport: { width: 1366, height: 768 },
    });
    const workbench = createWorkbench(page);
    const code = Array.from({ length: 120 }, (_, index) => `print(${index})`).join('\n');
    await workbench.write(code);
    const pdf = await page.pdf({ format: 'A4' });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
    expect(pages.length).toBeGreaterThanOrEqual(4);

    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const printed = page.locator('pre.printed');
    await printed.waitFor();
    expect(await printed.textContent()).toBe(code);
    expect(await workbench.title.isVisible()).toBe(true);
    const chrome = page.locator('header, nav, button, [role=separator], [role=tab], .cm-editor');
    await expect(chrome.filter({ visible: true })).toHaveCount(0);
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeGreaterThan(2_000);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: 'screen' });
    await expect(printed).toHaveCount(0);
  },
);

test(
  "keeps borders, the current tab and the selection in the system's own colours",
  { tag: '@chromium' },
  async ({ open }) => {
    const page = await open(undefined, {
      forcedColors: 'active',
      viewport: { width: 1366, height: 768 },
    });
    await handInWrong(page);
    const colours = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      const named = (name: string) => {
        probe.style.color = name;
        return getComputedStyle(probe).color;
      };
      const of = { canvas: named('Canvas'), text: named('CanvasText'), high: named('Highlight') };
      probe.remove();
      return of;
    });
    for (const name of ['Hand in', 'Run', 'Try the examples', 'Settings', 'Reset to starter']) {
      const button = page.getByRole('button', { name }).first();
      const border = await button.evaluate((node) => {
        const { borderTopWidth, borderTopColor } = getComputedStyle(node);
        return [borderTopWidth, borderTopColor];
      });
      expect([name, ...border]).toEqual([name, '1px', expect.not.stringMatching(colours.canvas)]);
    }
    const background = (locator: Locator, pseudo?: string) =>
      locator.evaluate((node, part) => getComputedStyle(node, part).backgroundColor, pseudo);
    for (const border of await page.getByRole('separator').all())
      expect(await background(border)).toBe(colours.text);
    const tab = page.getByRole('tab', { selected: true });
    expect(await background(tab, '::after')).toBe(colours.high);
    await createWorkbench(page).editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    const selection = page.locator('.cm-selectionBackground').first();
    await selection.waitFor({ state: 'attached' });
    expect(await background(selection)).toBe(colours.high);
  },
);

test('shows the message about a line once, and without backticks', async ({ open }) => {
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write('def hello():\n    return name\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  await page.locator('.cm-lint-marker').hover();
  const hover = page.locator('.cm-tooltip-lint');
  await hover.getByText('is not defined').waitFor();
  const text = (await hover.textContent()) ?? '';
  expect(text.match(/is not defined/g)).toHaveLength(1);
  expect(text).not.toMatch(/`|Line 2/);
  expect(await hover.locator('code').first().textContent()).toBe('name');
  // The same message is below the editor while the cursor is in the line.
  await page.mouse.move(5, 5);
  await workbench.results
    .getByRole('button', { name: /Go to line 2/ })
    .first()
    .click();
  const below = page.getByRole('status').filter({ hasText: 'is not defined' });
  expect(await below.textContent()).not.toContain('`');
});

test('shows the beginning of output that was too much', async ({ open }) => {
  const page = await open();
  const workbench = createWorkbench(page);
  // Much at a time: the limit on output must come before those on time.
  const endless = 'n = 0\nwhile True:\n    print("line", n, "." * 2000)\n    n += 1\n';
  await workbench.write(endless);
  await workbench.handIn();
  await seeResult(page, 'Your program printed too much.');
  await workbench.results.getByText('Only the beginning is shown.').waitFor();
  const output = workbench.results.locator('pre');
  await expect(output).toBeVisible();
  expect(await output.textContent()).toMatch(/^line 0 \.+\nline 1 \.+\nline 2 \.+\n/);
});

test('shows the beginning of the output of a script that was too much', async ({ open }) => {
  const page = await open('/courses/first-steps/small-talk');
  const workbench = createWorkbench(page);
  await workbench.write('while True:\n    print("again and again " * 200)\n');
  await workbench.handIn();
  await seeResult(page, 'Your program printed too much.');
  await workbench.results.getByText('The program printed more than 4 MB.').first().waitFor();
  const output = workbench.results.getByText('again and again').filter({ visible: true }).first();
  await expect(output).toBeVisible();
});
