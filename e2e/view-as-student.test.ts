import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { readSolution, seeResult } from './journey.ts';
import { createWorkbench } from './page.ts';
import { test as base } from './page-test.ts';
import { addTeacher, loadRoster, signIn } from './teacher.ts';

const course = 'viewed-class';
const program = new URL('../cli/bin/touchstone.mjs', import.meta.url).pathname;
const sample = new URL('../courses/first-steps/hello', import.meta.url).pathname;

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

/** Loads a course with an assignment that is open, and one that is not for a long time. */
async function loadCourse(dataFolder: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'viewed-'));
  const path = join(folder, course);
  await mkdir(path);
  const assignments = { hello: {}, later: { opens: '2098-01-01', due: '2099-01-01' } };
  const parts = [{ title: 'Week 1', assignments: Object.keys(assignments) }];
  await writeFile(
    join(path, 'course.yaml'),
    JSON.stringify({
      title: 'Viewed class',
      access: 'invited',
      timeZone: 'Europe/Helsinki',
      parts,
    }),
  );
  for (const [slug, dates] of Object.entries(assignments)) {
    await cp(sample, join(path, slug), { recursive: true });
    await writeFile(
      join(path, slug, 'assignment.yaml'),
      JSON.stringify({ title: `The ${slug} one`, dates }),
    );
  }
  const args = [program, 'course', 'load', path, '--data', dataFolder];
  await promisify(execFile)(process.execPath, args);
  await rm(folder, { recursive: true });
}

test('shows a teacher the course as a student sees it, read-only, until Stop', async ({
  page: teacher,
  newPage,
  system,
}) => {
  await loadCourse(system.dataFolder);
  await signIn(
    teacher,
    await addTeacher(system.dataFolder, 'views@example.org', '--course', course),
  );
  await teacher.goto(`/teach/${course}/people`);
  await loadRoster(teacher, 'name,mail\nAda Lovelace,ada-viewed@example.org\n');
  await teacher.getByRole('button', { name: 'Open Ada Lovelace' }).click();
  await teacher.getByRole('button', { name: 'Make a new link' }).click();
  const link = await teacher.getByRole('dialog').locator('code').textContent();

  const student = await newPage();
  await signIn(student, link ?? '');
  const workbench = createWorkbench(student);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(student, 'Solved');

  const list = teacher.getByRole('navigation', { name: 'Assignments' });
  await teacher.goto(`/courses/${course}/hello`);
  await createWorkbench(teacher).openList();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await teacher.goto(`/teach/${course}/students`);
  await teacher.getByRole('link', { name: 'Ada Lovelace' }).click();
  await teacher.getByRole('button', { name: 'View as student' }).click();

  await expect(teacher).toHaveURL(new RegExp(`/courses/${course}`));
  const banner = teacher.getByRole('region', { name: 'View as student' });
  await expect(banner).toContainText('You see the course as Ada Lovelace does');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(teacher.getByRole('link', { name: 'Teach' })).toHaveCount(0);
  expect(await accessibilityFaults(teacher)).toEqual([]);
  const own = createWorkbench(teacher);
  await own.write('def hello():\n    return "Not mine"\n');
  await own.handIn();
  await expect(
    teacher.getByText('The server did not accept your code: You see the course as a student does'),
  ).toBeVisible();

  await teacher.goto(`/teach/${course}`);
  await expect(teacher.getByRole('heading', { level: 1 })).toContainText('Stop viewing');
  await teacher.getByRole('button', { name: 'Stop' }).click();
  await expect(teacher).toHaveURL(new RegExp(`/teach/${course}/students/`));
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText('Ada Lovelace');
  await teacher.goto(`/courses/${course}/hello`);
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(own.editor).not.toContainText('Not mine');
});
