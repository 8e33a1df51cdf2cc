import { expect, type BrowserContext, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { addStudents, course } from './classroom.ts';
import { pointsOf, readSolution, seeResult } from './journey.ts';
import { createWorkbench } from './page.ts';
import { test as base } from './page-test.ts';
import { addTeacher, signIn } from './teacher.ts';

const test = base.extend<{
  /** A page in a browser of its own. */
  readonly newPage: () => Promise<Page>;
}>({
  async newPage({ browser, baseURL }, use) {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: baseURL ?? '' });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});
test.use({ withInvitedCourse: 'join' });

const open = '/courses/first-steps/hello';
const settings = async (page: Page) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  return page.getByRole('dialog');
};

test('asks after a sign-in whose work it is, joins it with its points, and undoes that', async ({
  page: teacher,
  newPage,
  system,
}) => {
  await signIn(
    teacher,
    await addTeacher(system.dataFolder, 'joins@example.org', '--course', course),
  );
  const links = await addStudents(teacher, 'name,mail\nJo Joiner,jo@example.org\n');

  const student = await newPage();
  await student.goto(open);
  const workbench = createWorkbench(student);
  await workbench.write('def hello():\n    return "Goodbye"\n');
  await workbench.handIn();
  await seeResult(student, 'Not there yet.');
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(student, 'Solved');
  const earned = await pointsOf(student);
  expect(earned).toBeGreaterThan(0);

  await student.goto(links.get('jo@example.org') ?? '');
  await student.getByRole('button', { name: 'Sign in', exact: true }).click();
  await student.getByRole('heading', { name: 'Is this yours?' }).waitFor();
  await expect(student.getByText('2 programs handed in')).toBeVisible();
  await student.getByRole('button', { name: 'Open the code' }).nth(1).click();
  await expect(student.getByText('return "Goodbye"')).toBeVisible();
  expect(await accessibilityFaults(student)).toEqual([]);
  await student.getByRole('button', { name: 'Yes, join it to my account' }).click();
  await expect(student).toHaveURL(/\/courses\/autumn-class/);

  await student.goto(open);
  await expect.poll(() => pointsOf(student)).toBe(earned);
  const sheet = await settings(student);
  await sheet.getByText('Joined on').waitFor();
  expect(await accessibilityFaults(student)).toEqual([]);
  await sheet.getByRole('button', { name: 'Undo' }).click();
  await sheet.getByText('Undone: everything is where it was before.').waitFor();
  await student.keyboard.press('Escape');
  await expect.poll(() => pointsOf(student)).toBe(0);

  // A wrong click does not part the student from the work.
  const again = await settings(student);
  await again.getByRole('button', { name: 'Yes, join it to my account' }).click();
  await again.getByText('It is yours now, with its points.').waitFor();
  await student.keyboard.press('Escape');
  await expect.poll(() => pointsOf(student)).toBe(earned);
});

test('finds the work of another browser by the code that it shows', async ({
  page: teacher,
  newPage,
  system,
}) => {
  await signIn(
    teacher,
    await addTeacher(system.dataFolder, 'joins-too@example.org', '--course', course),
  );
  const links = await addStudents(teacher, 'name,mail\nOtto Other,otto@example.org\n');
  const earlier = await newPage();
  await earlier.goto(`/courses/first-steps/hello`);
  const workbench = createWorkbench(earlier);
  await workbench.write('def hello():\n    return "Otto"\n');
  await workbench.handIn();
  await seeResult(earlier, 'Not there yet.');
  const code = await settings(earlier);
  await code.getByRole('button', { name: 'Continue on another device' }).click();
  const shown = (await code.locator('code.code').textContent()) ?? '';

  const student = await newPage();
  await signIn(student, links.get('otto@example.org') ?? '');
  const sheet = await settings(student);
  await sheet.getByLabel('Work from another browser').fill('12');
  await sheet.getByRole('button', { name: 'Find' }).click();
  await sheet.getByText('A code has 8 letters and digits').waitFor();
  await sheet.getByLabel('Work from another browser').fill(shown);
  await sheet.getByRole('button', { name: 'Find' }).click();
  await sheet.getByText('Found. Nothing is joined yet.').waitFor();
  await sheet.getByRole('button', { name: 'Not mine' }).click();
  await sheet.getByText('It stays with the anonymous user.').waitFor();
});
