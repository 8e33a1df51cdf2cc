import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { pointsOf, readSolution, seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench } from './page.ts';

/** Delays the page's requests that match; resolves to a function that lets them continue. */
async function delayRequests(page: Page, pattern: string): Promise<() => void> {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(pattern, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

const slowHello = (seconds: number): string =>
  `import time\ntime.sleep(${seconds})\ndef hello():\n    return "Hello, World!"  # ${Math.random()}\n`;

test('can be read before its scripts and the user have loaded, and typed at before all of the editor', async ({
  page,
}) => {
  const releaseScripts = await delayRequests(page, '**/assets/index-*.js');
  const releaseUser = await delayRequests(page, '**/api/me?*');
  const releaseCodeMirror = await delayRequests(page, '**/assets/codemirror-*.js');
  await page.goto('/courses/first-steps/hello', { waitUntil: 'commit' });
  const handout = page.getByText('Many programming courses start');
  const { title, editor } = createWorkbench(page);
  await handout.waitFor();
  expect(await title.count()).toBe(0);

  releaseScripts();
  await title.waitFor();
  await expect(handout).toHaveCount(1);
  await handout.click();
  expect(await editor.count()).toBe(0);

  releaseUser();
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('# typed early');
  expect(await editor.inputValue()).toContain('# typed early');
  releaseCodeMirror();
  await page.keyboard.type(', and on');
  await expect(editor).toContainText('# typed early, and on');
});

test('keeps typed code over a reload', async ({ open }) => {
  const page = await open();
  await createWorkbench(page).write('# not finished yet, größer 🎲');
  await page.reload();
  await expect(createWorkbench(page).editor).toContainText('# not finished yet, größer 🎲');
});

test('says that it is offline, keeps the code, and hands it in when the network is back', async ({
  context,
  open,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  await context.setOffline(true);
  await page.getByText('You are offline').first().waitFor();
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('handed in when you are back online').first().waitFor();
  await expect(page.getByText(/Next try/)).toHaveCount(0);
  await context.setOffline(false);
  await seeResult(page, 'Solved');
  expect(await workbench.editor.textContent()).toContain('Hello, World!');
});

test('shows the verdict after a restart of the server in mid-grading, without a reload', async ({
  open,
  system,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  await workbench.write(slowHello(4));
  await workbench.handIn();
  await page.getByText('Grading…').first().waitFor();
  await system.stop();
  await page
    .getByText(/connection/i)
    .first()
    .waitFor();
  await system.start();
  await seeResult(page, 'Solved');
  await expect.poll(() => pointsOf(page)).toBe(100);
});

test('shows two tabs of a user the same, and hands in from the second after the first', async ({
  open,
}) => {
  const first = await open();
  const second = await open('/courses/first-steps/sum');
  await createWorkbench(first).write(slowHello(4));
  await createWorkbench(second).write(`${await readSolution('sum')}# ${Math.random()}\n`);
  await createWorkbench(first).handIn();
  await first.getByText('Grading…').first().waitFor();
  await second.getByRole('banner').getByText('Hello is being graded').waitFor();
  await createWorkbench(second).handIn();
  await second.getByText('An earlier submission of yours').first().waitFor();
  await seeResult(first, 'Solved');
  await seeResult(second, 'Solved');
  await expect.poll(() => pointsOf(first)).toBe(200);
  await expect.poll(() => pointsOf(second)).toBe(200);
});

test('shows two devices of a user the same, also what happened while one was offline', async ({
  browser,
  open,
}) => {
  const first = await open();
  await first.getByRole('button', { name: 'Settings' }).click();
  await first.getByRole('button', { name: 'Continue on another device' }).click();
  const code = await first.locator('code.secret').textContent();
  const other = await browser.newContext();
  try {
    const second = await other.newPage();
    await second.goto('/courses/first-steps/hello');
    const answer = await second.request.post('/api/sessions', { data: { code } });
    expect(answer.ok()).toBe(true);
    const listening = second.waitForResponse('**/api/me/events?*');
    await second.reload();
    await Promise.all([listening, createWorkbench(second).editor.waitFor()]);
    await first.keyboard.press('Escape');
    await createWorkbench(first).write(slowHello(4));
    await createWorkbench(first).handIn();
    await second.getByText('Grading…').first().waitFor();
    await Promise.all([seeResult(first, 'Solved'), seeResult(second, 'Solved')]);
    await expect.poll(() => pointsOf(second)).toBe(100);
    await other.setOffline(true);
    await second.getByText('You are offline').first().waitFor();
    await createWorkbench(first).write('def hello(:\n');
    await createWorkbench(first).handIn();
    await seeResult(first, 'Python cannot read this file.');
    await other.setOffline(false);
    await seeResult(second, 'Python cannot read this file.');
  } finally {
    await other.close();
  }
});

/** Refuses the first submission, with a retry after two seconds; returns how many were refused. */
async function refuseOnce(page: Page, status: number, problem: string): Promise<() => number> {
  let refusals = 0;
  await page.route('**/api/submissions', async (route) => {
    if (route.request().method() !== 'POST' || refusals > 0) return route.continue();
    refusals += 1;
    return route.fulfill({
      status,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '2' },
      body: JSON.stringify({ type: `/problems/${problem}`, title: 'Refused', status }),
    });
  });
  return () => refusals;
}

test('waits and retries automatically after too many submissions at once', async ({ open }) => {
  const page = await open();
  const refusals = await refuseOnce(page, 429, 'rate-limited');
  await createWorkbench(page).write(await readSolution('hello'));
  await createWorkbench(page).handIn();
  await page.getByText('Too many submissions right now').first().waitFor();
  await seeResult(page, 'Solved');
  expect(refusals()).toBe(1);
});

test('keeps the code while the disk is full, says so, and hands it in afterwards', async ({
  open,
}) => {
  const page = await open();
  await refuseOnce(page, 503, 'storage-full');
  await createWorkbench(page).write(await readSolution('hello'));
  await createWorkbench(page).handIn();
  await page.getByText('almost out of disk space').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await seeResult(page, 'Solved');
});

test('retries a submission that waits for a full queue after a reload, unless it is cancelled', async ({
  open,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const full = page.getByText('The queue is full');
  let refusals = 0;
  await page.route('**/api/submissions', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    refusals += 1;
    return route.fulfill({
      status: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '60' },
      body: JSON.stringify({ type: '/problems/queue-full', title: 'Full', status: 503 }),
    });
  });
  await workbench.write('def hello():\n    return "Goodbye"\n');
  await workbench.handIn();
  await full.waitFor();
  await page.getByText('It appears here when your program has been graded.').waitFor();
  await expect(page.getByText('Press Hand in to see here')).toHaveCount(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await full.waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.reload();
  await workbench.editor.waitFor();
  await workbench.write(await readSolution('hello'));
  expect(refusals).toBe(2);
  await workbench.handIn();
  await full.waitFor();
  await page.unroute('**/api/submissions');
  await page.reload();
  await seeResult(page, 'Solved');
});
