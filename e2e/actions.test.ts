import { expect, type Page } from '@playwright/test';
import { createStudent } from '@touchstone/test-kit';
import { accessibilityFaults } from './axe.ts';
import { readSolution, seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench, screens } from './page.ts';
import { recordTold, toldBy } from './told.ts';

const names = ['Run', 'Try the examples', 'Hand in'] as const;
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0.0.0';

for (const [width, height] of screens)
  test(`has its buttons in one row at ${width} px, in order, high enough and apart`, async ({
    open,
  }) => {
    const hasTouch = width < 1000;
    const page = await open(undefined, {
      viewport: { width, height },
      hasTouch,
      isMobile: width < 500,
    });
    await createWorkbench(page).showCode();
    const boxes = await Promise.all(names.map((name) => button(page, name).boundingBox()));
    for (const [index, box] of boxes.entries()) {
      expect(box?.height).toBe(hasTouch ? 44 : 40);
      expect(box?.y).toBe(boxes[0]?.y);
      const earlier = boxes[index - 1];
      if (box && earlier) expect(box.x - earlier.x - earlier.width).toBeGreaterThanOrEqual(8);
    }
    const borders = ['Run', 'Try the examples'].map((name) =>
      button(page, name).evaluate((node) => getComputedStyle(node).borderTopWidth),
    );
    expect(await Promise.all(borders)).toEqual(['1px', '1px']);
  });

test('keeps its buttons in one row beside the place in the queue', async ({ open, system }) => {
  // The least width at which the list is beside the code.
  const page = await open(undefined, { viewport: { width: 1216, height: 768 } });
  const workbench = createWorkbench(page);
  await workbench.openList();
  const slow = (name: string) => `import time\n\ntime.sleep(4)  # ${name}\n`;
  // One more than the graders.
  for (const name of ['first', 'second', 'third'])
    await (await createStudent(system.url)).handIn('hello', slow(name));
  await workbench.write(slow('mine'));
  await workbench.handIn();
  await workbench.status.getByText(/^Queued, \d ahead of you$/).waitFor();
  const tops = await Promise.all(
    names.map(async (name) => (await button(page, name).boundingBox())?.y),
  );
  expect(new Set(tops).size).toBe(1);
});

for (const [place, width] of [
  ['beside each other', 1366],
  ['one at a time', 360],
] as const)
  test(`has one Stop where code and console are ${place}, and Run keeps the focus`, async ({
    open,
  }) => {
    const page = await open(undefined, { viewport: { width, height: 740 } });
    const workbench = createWorkbench(page);
    await workbench.write('while True:\n    pass\n');
    await button(page, 'Run').press('Enter');
    const stop = button(page, 'Stop').filter({ visible: true });
    await expect(stop).toHaveCount(1);
    await expect(stop).toBeFocused();
    if (width < 500) await page.getByRole('tab', { name: 'Console' }).first().click();
    await expect(stop).toHaveCount(1);
    await stop.click();
    await expect(stop).toHaveCount(0);
    await workbench.showCode();
    await expect(button(page, 'Run')).toBeVisible();
  });

test('shows the history while a program is graded, and the result of the next one', async ({
  open,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  const tab = page.getByRole('tab', { name: 'History' });
  await tab.click();
  const history = page.getByRole('list', { name: 'Your submissions, newest first' });
  await expect(history.getByRole('listitem').first()).toContainText('Solved');
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  await workbench.write('def hello():\n    return "Goodbye"\n');
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
});

for (const [computer, userAgent, keys] of [
  [
    'a Mac',
    mac,
    [
      ['⌘', '⇧', 'Enter'],
      ['⌘', '⌥', 'Enter'],
      ['⌘', 'Enter'],
    ],
  ],
  [
    'other computers',
    undefined,
    [
      ['Ctrl', 'Shift', 'Enter'],
      ['Ctrl', 'Alt', 'Enter'],
      ['Ctrl', 'Enter'],
    ],
  ],
] as const)
  test(`shows what buttons do and their keys to pointer and keyboard, on ${computer}`, async ({
    open,
  }) => {
    const viewport = { width: 1366, height: 768 };
    const page = await open(undefined, { viewport, ...(userAgent && { userAgent }) });
    const hint = page.getByRole('tooltip').filter({ visible: true });
    await page.getByRole('tooltip', { includeHidden: true }).first().waitFor({ state: 'attached' });
    const sentences = ['Run your file', 'Run the visible tests', 'Send your code to be graded'];
    for (const [index, name] of names.entries()) {
      const sentence = sentences[index] ?? '';
      await button(page, name).hover();
      await expect(hint).toContainText(sentence);
      expect(await hint.locator('kbd').allTextContents()).toEqual(keys[index]);
      // It can be pointed at, and hidden without moving the pointer.
      const inside = await hint.boundingBox();
      const from = await button(page, name).boundingBox();
      if (inside && from)
        await page.mouse.move(from.x + from.width / 2, inside.y + 5, { steps: 20 });
      await expect(hint).toContainText(sentence);
      await page.keyboard.press('Escape');
      await expect(hint).toHaveCount(0);
      await expect(button(page, name)).toHaveAccessibleDescription(new RegExp(sentence));
    }
    await page.mouse.move(5, 300);
    await createWorkbench(page).editor.focus();
    await page.keyboard.press('Escape');
    for (const [index] of names.entries()) {
      await page.keyboard.press('Tab');
      await expect(hint).toContainText(sentences[index] ?? '');
      const [box, width] = [await hint.boundingBox(), page.viewportSize()?.width ?? 0];
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await page.keyboard.press('Tab');
    await expect(hint).toHaveCount(0);
  });

test('saves by keyboard, and says so once and truly, also without a network', async ({
  context,
  open,
}) => {
  await recordTold(context);
  const page = await open();
  const workbench = createWorkbench(page);
  const drafted = async () => {
    const assignment = await page.request.get('/api/courses/first-steps/assignments/hello');
    const { id } = (await assignment.json()) as { id: string };
    const draft = await page.request.get(`/api/drafts/${id}`);
    return ((await draft.json()) as { draft: { code: string } | null }).draft?.code;
  };
  const stored = () =>
    page.evaluate(() => Object.entries(localStorage).filter(([key]) => /:draft:/.test(key)));
  const saved = page.getByRole('status').filter({ hasText: /^Saved$/ });

  await workbench.write('# first');
  await page.keyboard.press('ControlOrMeta+S');
  await saved.waitFor();
  expect(await drafted()).toBe('# first');
  expect((await toldBy(page)).filter((text) => /save/i.test(text))).toEqual(['Saved']);
  await expect(saved).toHaveCount(0);
  // Not only in the editor, and again.
  await workbench.title.focus();
  await page.keyboard.press('ControlOrMeta+S');
  await saved.waitFor();
  expect((await toldBy(page)).filter((text) => /save/i.test(text))).toEqual(['Saved', 'Saved']);
  await expect(saved).toHaveCount(0);

  await context.setOffline(true);
  await workbench.write('# second');
  await page.keyboard.press('ControlOrMeta+S');
  await page.getByText('Saved in this browser. It will sync automatically.').waitFor();
  expect(JSON.stringify(await stored())).toContain('# second');
  await page.keyboard.press('ControlOrMeta+S');
  await page.getByText('Saved in this browser', { exact: true }).waitFor();
  const offline = (await toldBy(page)).filter((text) => /^Saved/.test(text)).slice(2);
  expect(offline).toEqual([
    'Saved in this browser. It will sync automatically.',
    'Saved in this browser',
  ]);
  await context.setOffline(false);
  await expect.poll(drafted).toBe('# second');
});

test('does what each listed shortcut says, anywhere on the page', async ({ open }) => {
  const page = await open(undefined, { viewport: { width: 1920, height: 1080 } });
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const next = () => page.getByRole('link', { name: 'Next: Sum' });
  const search = page.getByRole('searchbox', { name: 'Find an assignment' });
  const done: Readonly<Record<string, () => Promise<void>>> = {
    'Hand in': async () => {
      await page.getByText('Solved. All tests pass.').first().waitFor();
      await next().waitFor();
    },
    Run: () => page.getByRole('log').getByText('Your file printed nothing').waitFor(),
    'Try the examples': () =>
      page.getByRole('region', { name: 'Examples' }).getByRole('status').waitFor(),
    'Save now; typing saves, too': () =>
      page
        .getByRole('status')
        .filter({ hasText: /^Saved$/ })
        .waitFor(),
    'Show or hide the list of assignments': () => expect(search).toBeHidden(),
    'Find an assignment': () => expect(search).toBeFocused(),
    'Next assignment, once this one is solved': () => expect(page).toHaveURL(/\/sum$/),
    'Show these shortcuts': () => sheet.waitFor(),
    'Close what is open over the page': () => expect(sheet).toHaveCount(0),
  };
  const focusNothing = () => workbench.title.focus();
  await focusNothing();
  await page.keyboard.press('?');
  const rows = await sheet
    .locator('dl')
    .first()
    .evaluate((list) =>
      [...list.querySelectorAll('dt')].map((row) => ({
        keys: [...row.querySelectorAll('kbd')].map(({ textContent }) => textContent),
        meaning: row.nextElementSibling?.textContent ?? '',
      })),
    );
  expect(rows.map(({ meaning }) => meaning).sort()).toEqual(Object.keys(done).sort());
  await page.keyboard.press('Escape');
  const names: Readonly<Record<string, string>> = {
    Ctrl: 'Control',
    Esc: 'Escape',
    '→': 'ArrowRight',
  };
  for (const meaning of Object.keys(done)) {
    const row = rows.find((each) => each.meaning === meaning);
    if (meaning !== 'Close what is open over the page') await focusNothing();
    await page.keyboard.press((row?.keys ?? []).map((key) => names[key] ?? key).join('+'));
    await done[meaning]?.();
  }
});
