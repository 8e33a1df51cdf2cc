import { expect, type Locator } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { addStudents, course, handInAll } from './classroom.ts';
import { test } from './page-test.ts';
import { addTeacher, signIn, teachPath } from './teacher.ts';

test.use({ withInvitedCourse: 'audit' });

test('tells a teacher what was done, by whom and about whom', async ({
  page,
  system,
  browser,
  baseURL,
}) => {
  const link = await addTeacher(
    ...([system.dataFolder, 'grace@example.org', '--course', course] as const),
    ...['--name', 'Grace Hopper'],
  );
  await signIn(page, link);
  const links = await addStudents(page, 'name,mail\nAda Lovelace,ada@example.org\n');
  const context = await browser.newContext({ baseURL: baseURL ?? '' });
  const student = await context.newPage();
  await handInAll(student, links.get('ada@example.org') ?? '', 'hello', ['print(1)\n']);
  await page.goto(teachPath);
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(page.getByText('who opened this page')).toBeVisible();
  await page.getByRole('link', { name: 'Audit log' }).click();
  const entries = page.getByRole('main').getByRole('listitem');
  const opened = 'Grace Hopper opened the page of Ada Lovelace.';
  await expect(entries.first()).toContainText(opened);
  await expect(page.getByText('Grace Hopper loaded a roster: 1 added')).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  const [who, what] = ['Who', 'What'].map((name) =>
    page.getByRole('combobox', { name, exact: true }),
  ) as [Locator, Locator];
  await what.selectOption('Make invitation');
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText('made an invitation link for Ada Lovelace.');
  await who.selectOption('Commands on the server');
  await expect(page.getByText('Nothing matches.')).toBeVisible();
  await what.selectOption('Everything');
  await expect(entries.first()).toContainText('A command on the server');
  await who.selectOption('Grace Hopper');
  await entries.filter({ hasText: opened }).getByRole('button').click();
  await expect(entries.filter({ hasText: 'roster' })).toHaveCount(0);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download CSV' }).click();
  expect((await download).suggestedFilename()).toBe(`${course}-audit-log.csv`);

  await student.goto(`${teachPath}/audit`);
  await expect(student.getByRole('heading', { name: 'This page is for teachers' })).toBeVisible();
  await context.close();
});
