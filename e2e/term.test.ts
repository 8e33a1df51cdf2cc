import { readFile } from 'node:fs/promises';
import { expect, test as base } from '@playwright/test';
import { readCsv } from '@touchstone/runtime/csv';
import { createApiClient, type ApiClient } from '@touchstone/test-kit';
import { pointsOf } from './journey.ts';
import { createWorkbench } from './page.ts';
import { invite, loadRoster, signIn } from './teacher.ts';
import { clientOf, handIn, signInByLink } from './term/hand-in.ts';
import {
  counted,
  earned,
  examAt,
  examBefore,
  examOf,
  groupExtension,
  handInsAt,
  override,
  roster,
  studentExtension,
  students,
  termBegins,
  termEnds,
  weeks,
  type Student,
  type Week,
  type When,
} from './term/plan.ts';
import { startTerm, type RunningTerm } from './term/running-term.ts';
import { correctTriple, course, slugs, writeTermCourse, type Slug } from './term/term-course.ts';

const test = base.extend<object, { readonly term: RunningTerm }>({
  term: [
    // The first parameter names other fixtures, of which this needs none.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const term = await startTerm(termBegins, { slug: course, write: writeTermCourse });
      await use(term);
      await term.close();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ term }, use) => use(term.url),
});
test.use({ locale: 'en-GB', timezoneId: 'Europe/Helsinki' });

/** The points of each student's row of a table as the command and the page write it, by student number. */
function pointsIn(csv: string): Map<string, Record<Slug, string>> {
  const [head, ...rows] = readCsv(csv).map(({ cells }) => cells);
  const column = (name: string): number => {
    const index = head?.findIndex((cell) => cell.toLowerCase() === name) ?? -1;
    if (index < 0) throw new Error(`no column ${name} in ${String(head)}`);
    return index;
  };
  return new Map(
    rows.map((cells) => [
      cells[column('id')] ?? '',
      Object.fromEntries(slugs.map((slug) => [slug, cells[column(slug)]])) as Record<Slug, string>,
    ]),
  );
}

const truth = (
  pointsOf: (student: Student, slug: Slug) => number | null,
): Map<string, Record<Slug, string>> =>
  new Map(
    students.map((student) => [
      String(student.number),
      Object.fromEntries(
        slugs.map((slug) => [slug, String(pointsOf(student, slug) ?? '')]),
      ) as Record<Slug, string>,
    ]),
  );

test('a class of thirty gets through a term, and each gets the points that are theirs', async ({
  term,
  page: teacher,
  browser,
  baseURL,
}) => {
  const [watcher, ...others] = students as [Student, ...Student[]];
  /** The first student's page. */
  const page = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage();
  const moveTo = async (moment: string): Promise<void> => {
    await term.moveTo(moment);
    for (const one of [teacher, page]) await one.clock.setSystemTime(moment);
  };
  await moveTo(termBegins);

  await test.step('the teacher signs in by the link of the command, and invites thirty', async () => {
    const link = await term.touchstone('teacher', 'add', 'teacher@example.org', '--course', course);
    await signIn(teacher, link.trim());
    await teacher.goto(`/teach/${course}/people`);
    await loadRoster(teacher, roster);
  });
  const links = await invite(teacher);
  expect(links.size).toBe(students.length);

  const anybody = createApiClient({ url: term.url });
  const clients = new Map<Student, ApiClient>();
  await signIn(page, links.get(watcher.mail) ?? '');
  clients.set(watcher, await clientOf(page, anybody));
  for (const student of others) {
    clients.set(student, await signInByLink(anybody, links.get(student.mail) ?? ''));
  }
  await page.goto(`/courses/${course}/double`);
  await expect(page.getByRole('region', { name: 'Task' })).toContainText('Due Sun, 21 Oct');
  await createWorkbench(page).openList();
  const list = page.getByRole('navigation', { name: 'Assignments' });
  await expect(list.getByRole('link', { name: 'Square' })).toHaveCount(1);
  await expect(list.getByRole('link', { name: 'Triple' })).toHaveCount(0);

  const everybody = async (
    act: (client: ApiClient, student: Student) => Promise<void>,
  ): Promise<void> => {
    await Promise.all([...clients].map(([student, client]) => act(client, student)));
  };
  const handInsOf = async ({ assignments, moments }: Week, when: When): Promise<void> => {
    await moveTo(moments[when]);
    await everybody(async (client, student) => {
      for (const slug of assignments) {
        for (const { code, isRefused } of handInsAt(student, slug, when)) {
          expect(
            await handIn(client, { course, assignment: slug }, code),
            `${student.name}, ${slug}`,
          ).toBe(!isRefused);
        }
      }
    });
  };
  const [first, second, third] = weeks as [Week, Week, Week];
  const { group, slug: extended, until } = groupExtension;
  await term.touchstone('extend', '--group', group, course, extended, '--until', until);

  await handInsOf(first, 'early');
  await expect.poll(() => pointsOf(page)).toBe(100);
  for (const when of ['one day late', 'two days late', 'closed'] as const) {
    await handInsOf(first, when);
  }

  const { student, slug: due, until: later } = studentExtension;
  await term.touchstone('extend', student.mail, due, '--until', later);
  for (const when of ['early', 'one day late', 'two days late', 'closed'] as const) {
    await handInsOf(second, when);
  }

  await test.step('the teacher corrects a test, and those who were right get their points', async () => {
    const before = await pointsOf(page);
    await correctTriple(term.courseFolder);
    await term.touchstone('course', 'load', term.courseFolder);
    const printed = await term.touchstone('regrade', course, 'triple', '--apply');
    expect(printed).toContain('failed only what changed');
    await expect.poll(() => pointsOf(page)).toBe(before + 25);
  });

  await handInsOf(third, 'early');

  await test.step('nobody sees the exam before it opens', async () => {
    await moveTo(examBefore);
    await everybody(async (client) => {
      const address = { course, assignment: 'exam' };
      const path = 'GET /api/courses/:course/assignments/:assignment';
      expect((await client.try(path, address)).status).toBe(404);
    });
  });
  const examAddress = { course, assignment: 'exam' };
  await test.step('nobody sees a verdict of the exam before the teacher releases them', async () => {
    await moveTo(examAt);
    const before = await pointsOf(page);
    const totals = new Map<Student, number>();
    await everybody(async (client, student) => {
      totals.set(student, (await client.call('GET /api/me', { course })).points);
      const code = examOf(student);
      if (code !== null) expect(await handIn(client, examAddress, code)).toBe(true);
    });
    await page.goto(`/courses/${course}/exam`);
    await page.getByText('The verdict comes when your teacher releases it.').first().waitFor();
    await expect.poll(() => pointsOf(page)).toBe(before);
    await everybody(async (client, student) => {
      const { points } = await client.call('GET /api/me', { course });
      expect(points, student.name).toBe(totals.get(student));
    });
    // The teacher's table has them, once they are graded.
    await expect
      .poll(async () => {
        const table = pointsIn(await term.touchstone('points', course, '--csv'));
        return students.map(({ number }) => table.get(String(number))?.exam);
      })
      .toEqual(students.map((student) => String(earned(student, 'exam') ?? '')));

    await teacher.goto(`/teach/${course}/assignments/exam`);
    const releases = teacher.getByRole('region', { name: 'Verdicts' });
    await releases.getByText('Released for nobody yet.').waitFor();
    await releases.getByRole('button', { name: 'Release', exact: true }).click();
    await releases.getByText('Their pages show it now.').waitFor();
    await expect.poll(() => pointsOf(page)).toBe(before + 25);
    await everybody(async (client, student) => {
      const { points } = await client.call('GET /api/me', { course });
      expect(points, student.name).toBe(
        (totals.get(student) ?? 0) + (earned(student, 'exam') ?? 0),
      );
    });
  });

  await handInsOf(third, 'one day late');
  await handInsOf(third, 'two days late');
  await handInsOf(third, 'closed');
  await moveTo(termEnds);
  const { points, reason } = override;
  await term.touchstone(
    ...['points', 'set', course, override.slug, override.student.mail, String(points)],
    ...['--reason', reason],
  );

  expect(pointsIn(await term.touchstone('points', course, '--csv'))).toEqual(truth(counted));
  await teacher.goto(`/teach/${course}/points`);
  const downloading = teacher.waitForEvent('download');
  await teacher.getByRole('link', { name: 'CSV', exact: true }).click();
  const csv = await readFile(await (await downloading).path(), 'utf8');
  expect(pointsIn(csv)).toEqual(truth(counted));
  const atDue = await term.touchstone('points', course, '--csv', '--at', 'due');
  expect(pointsIn(atDue)).toEqual(
    truth((one, slug) =>
      one === override.student && slug === override.slug
        ? override.points
        : earned(one, slug, { until: 'due' }),
    ),
  );
});
