import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { readSolution, seeResult } from './journey.ts';
import { test } from './page-test.ts';
import { createWorkbench } from './page.ts';

test.use({ withDatedCourse: true, locale: 'en-GB', timezoneId: 'Europe/Lisbon' });

const pathOf = (slug: string): string => `/courses/dated-course/${slug}`;
const handout = (page: Page) => page.getByRole('region', { name: 'Task' });
const handInButton = (page: Page) => page.getByRole('button', { name: 'Hand in' });
/** Such as `Fri 4 Dec, 16:00 your time`. */
const ownTime = String.raw`\w{3},? \d+ \w+,? (?:\d{4}, )?\d\d:\d\d your time`;
/** Such as `Fri 4 Dec, 16:00 your time (18:00 in Helsinki)`. */
const bothZones = String.raw`${ownTime} \(.*\d\d:\d\d in Helsinki\)`;
/** Solves the first assignment; `name` makes it another program. */
const slowHello = (name: string): string =>
  `import time\n\ndef hello():\n    return "Hello, World!"\n\n${name} = time.sleep(12)\n`;

test('shows what is due, by both clocks, and what late costs', async ({ open }) => {
  const page = await open(pathOf('due-later'));
  await expect(handout(page).getByText(/^Due/)).toHaveText(new RegExp(`^Due ${bothZones}$`));
  await expect(handout(page).getByText(/^Each day late/)).toHaveText(
    new RegExp(
      `^Each day late costs 10 points; part of a day counts as a whole day. Accepted until ${ownTime}.$`,
    ),
  );
  await createWorkbench(page).openList();
  const list = page.getByRole('navigation', { name: 'Assignments' });
  const row = (title: string) => list.getByRole('listitem').filter({ hasText: title });
  await expect(row('due later')).toContainText(/Due \w{3}/);
  await expect(row('late now')).toContainText(/Was due \w{3}/);
  await expect(row('over')).toContainText(/Closed on \w{3}/);
  await expect(row('undated')).not.toContainText(/Due|Closed/);
  // A date that all of a part have is above them.
  await expect(list.getByRole('heading', { name: 'Week 2' })).toContainText(/Due \w{3}/);
  await expect(row('with part too')).not.toContainText('Due');
  expect(await accessibilityFaults(page)).toEqual([]);
  await list.getByRole('link', { name: 'late now' }).click();
  await expect(
    handout(page).getByText(
      'Handing in now costs 20 points: 10 for each day late; part of a day counts as a whole day.',
    ),
  ).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('says nothing of dates where there are none', async ({ open }) => {
  const page = await open(pathOf('undated'));
  await expect(handout(page).getByText('100 points')).toBeVisible();
  await expect(handout(page).getByText(/due|late|closed/i)).toHaveCount(0);
});

test('takes a newer one while one is graded near a deadline, and grades the newest', async ({
  open,
}) => {
  const page = await open(pathOf('soon-due'));
  const workbench = createWorkbench(page);
  await workbench.write(slowHello('first'));
  await workbench.handIn();
  await page.getByText('Grading…').first().waitFor();
  await page
    .getByText('You can hand in again: of those that wait, the newest is graded.')
    .waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const other = await page.context().newPage();
  await other.goto(pathOf('soon-due'));
  await other.getByText('Grading…').first().waitFor();
  await workbench.write(slowHello('second'));
  await workbench.handIn();
  await expect(workbench.status.filter({ hasText: 'Your program is safe' })).toHaveText(
    /^Handed in at \d\d:\d\d:\d\d, in time\. Your program is safe/,
  );
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(page, 'Solved');
  await page.getByRole('tab', { name: 'History' }).click();
  const history = page.getByRole('list', { name: 'Your submissions, newest first' });
  await expect(history.getByRole('listitem').nth(0)).toContainText('Solved');
  await expect(history.getByRole('listitem').nth(1)).toContainText(
    'Replaced by a newer one before it was graded',
  );
  await expect(history.getByRole('listitem').nth(2)).toContainText('Solved');
  // The other tab does not wait for the one that was replaced.
  await seeResult(other, 'Solved');
  await expect(handInButton(other)).toHaveAttribute('aria-disabled', 'false');
});

test('says beforehand that an assignment is closed', async ({ open }) => {
  const page = await open(pathOf('over'));
  const workbench = createWorkbench(page);
  await expect(page.getByText(/^Closed on .* If you were given more time, reload/)).toBeVisible();
  await expect(handInButton(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(workbench.results).toContainText(
    'You handed nothing in here, and nothing is accepted any more.',
  );
  await expect(workbench.results).not.toContainText('Press Hand in');
  await workbench.write('# still mine');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(workbench.editor).toContainText('# still mine');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await expect(workbench.editor).toContainText('# still mine');
});

test('says clearly that the server has not accepted what came too late, and keeps it', async ({
  page,
}) => {
  // The page was opened when it was not closed yet.
  const closes = new Date(Date.now() + 3_600_000 * 5).toISOString();
  const open = (text: string): string =>
    text.replaceAll(/"(due|closes)":"[^"]*"/g, `"$1":"${closes}"`);
  for (const address of ['**/api/assignments?*', '**/api/courses/*/assignments/*'])
    await page.route(address, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: open(await response.text()) });
    });
  await page.goto(pathOf('over'));
  const workbench = createWorkbench(page);
  await expect(handout(page).getByText('Nothing is accepted later.')).toBeVisible();
  await workbench.write('# too late');
  await workbench.handIn();
  await expect(
    page.getByText(/^This was not accepted: the assignment closed on .* Your code is still here.$/),
  ).toBeVisible();
  await expect(workbench.editor).toContainText('# too late');
  await page.reload();
  await expect(workbench.editor).toContainText('# too late');
});

test('says of what is not sent when it counts', async ({ context, open }) => {
  const page = await open(pathOf('soon-due'));
  const workbench = createWorkbench(page);
  await workbench.write(await readSolution('hello'));
  await handout(page).getByText(/^Due/).waitFor();
  await context.setOffline(true);
  await page.getByText('You are offline').first().waitFor();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(workbench.status.filter({ hasText: 'Not handed in.' })).toHaveText(
    new RegExp(
      `^Not handed in. You are offline. .* It counts when it reaches the server; due ${ownTime}.$`,
    ),
  );
  await context.setOffline(false);
  await seeResult(page, 'Solved');
});

test('goes by the server’s clock where the student’s is a day behind', async ({ page }) => {
  await page.clock.setSystemTime(Date.now() - 86_400_000);
  await page.goto(pathOf('over'));
  await expect(page.getByText(/^Closed on .* If you were given more time, reload/)).toBeVisible();
});
