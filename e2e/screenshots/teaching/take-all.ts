import { mkdir } from 'node:fs/promises';
import { createApiClient, launchChromium, type ApiClient } from '@touchstone/test-kit';
import type { Browser, Page } from '@playwright/test';
import { createWorkbench } from '../../page.ts';
import { invite, loadRoster, signIn } from '../../teacher.ts';
import { clientOf, handIn, signInByLink } from '../../term/hand-in.ts';
import { startTerm, type RunningTerm } from '../../term/running-term.ts';
import { showTab } from '../reach.ts';
import { mistypedRoster, roster, studentOf, students, type Student } from './class.ts';
import { course, slugs, writeCourse, type Slug } from './course.ts';
import { phone, size, take, takeBoth } from './picture.ts';
import { programsOf } from './programs.ts';

const begins = '2027-09-06T09:00:00+02:00';
/** When students hand in, each in another one of these. */
const firstWeek = ['07T16:20', '08T15:10', '09T18:40', '11T20:05', '13T11:30'];
const secondWeek = ['13T17:15', '14T14:45', '15T19:30', '16T16:10', '17T08:57'];
const morning = '2027-09-17T09:00:00+02:00';
const exam = '2027-09-24T10:50:00+02:00';
const afterExam = '2027-09-24T14:00:00+02:00';
const septemberDay = (day: string): string => `2027-09-${day}:00+02:00`;

/** Its phone shows the exam, and points that a teacher has given. */
const shownStudent = studentOf('Korhonen');

interface Term {
  readonly term: RunningTerm;
  readonly browser: Browser;
  readonly teacher: Page;
  readonly student: Page;
  readonly clients: Map<Student, ApiClient>;
  readonly moveTo: (moment: string) => Promise<void>;
  readonly open: (page: Page, path: string) => Promise<void>;
}

const region = (page: Page, name: string) => page.getByRole('region', { name });

/** Scrolls so that something is at the top of the page. */
async function scrollTo(page: Page, name: string): Promise<void> {
  await region(page, name).evaluate((element) => element.scrollIntoView());
}

async function invitesAClass({ term, teacher, student, clients, open }: Term): Promise<void> {
  const command = ['teacher', 'add', 'm.keller@school.example', '--name', 'Marta Keller'];
  const link = await term.touchstone(...command, '--course', course);
  await teacher.goto(link.trim());
  await teacher.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await take(teacher, '01-sign-in');
  await signIn(teacher, link.trim());
  await open(teacher, `/teach/${course}/people`);
  await loadRoster(teacher, mistypedRoster, () => take(teacher, '02-roster'));
  await loadRoster(teacher, roster);
  const links = await invite(teacher, () => take(teacher, '03-invitations'));
  const anybody = createApiClient({ url: term.url });
  for (const one of students) {
    const own = links.get(one.mail) ?? '';
    if (one === shownStudent) {
      await signIn(student, own);
      clients.set(one, await clientOf(student, anybody));
    } else clients.set(one, await signInByLink(anybody, own));
  }
}

async function handInWeek(
  { clients, moveTo }: Term,
  slugs: readonly Slug[],
  days: readonly string[],
): Promise<void> {
  for (const [day, moment] of days.entries()) {
    await moveTo(septemberDay(moment));
    await Promise.all(
      [...clients].map(async ([student, client], index) => {
        for (const [place, assignment] of slugs.entries()) {
          if ((index * 3 + place) % days.length !== day) continue;
          for (const code of programsOf(student, assignment)) {
            await handIn(client, { course, assignment }, code);
          }
        }
      }),
    );
  }
}

async function looksAtTheClass({ teacher, moveTo, open }: Term): Promise<void> {
  await moveTo(morning);
  await open(teacher, `/teach/${course}`);
  await region(teacher, 'Grading now').getByText('half within').waitFor();
  await region(teacher, 'Students and what they have done').waitFor();
  await take(teacher, '04-class');
  await teacher.getByRole('button', { name: 'Stuck', exact: true }).click();
  const seen = teacher.getByRole('button', { name: /^Mark as seen: Lucía Morales/ });
  await seen.waitFor();
  await take(teacher, '05-stuck');
  await seen.click();
  await teacher.getByText(/^Marked as seen/).waitFor();

  await teacher.setViewportSize({ width: size.width, height: 1400 });
  await open(teacher, `/teach/${course}/assignments/temperature`);
  await region(teacher, 'Day by day').waitFor();
  await teacher.getByText('What fixed it (').first().waitFor();
  await take(teacher, '06-assignment');
  await teacher.setViewportSize({ width: size.width, height: 900 });

  await open(teacher, `/teach/${course}`);
  await teacher.getByRole('link', { name: 'Priya Raman' }).click();
  const timeline = region(teacher, 'Submissions');
  await timeline.waitFor();
  const notes = region(teacher, 'Notes');
  await notes.getByLabel('New note').fill('Asked about the order of the conditions in the lab. Understood it at once.');
  await notes.getByRole('button', { name: 'Add the note' }).click();
  await notes.getByText('The note was added.').waitFor();
  await timeline.getByRole('button', { name: 'Solved' }).first().click();
  await timeline.getByRole('group', { name: 'Differences' }).waitFor();
  await scrollTo(teacher, 'Submissions');
  await take(teacher, '07-student');
  await teacher.setViewportSize(size);
}

async function extendsAGroup({ teacher, open }: Term): Promise<void> {
  await open(teacher, `/teach/${course}/assignments/fizz-buzz`);
  const dates = region(teacher, 'Other dates');
  await dates.getByRole('combobox', { name: 'For' }).selectOption('A group');
  await dates.getByRole('combobox', { name: 'Group' }).selectOption('Thursday');
  await dates.getByLabel('Due (your time)').fill('2027-09-21T18:00');
  await dates.getByLabel('Reason').fill('The lab was closed on Thursday');
  await dates.getByRole('button', { name: 'Change the dates' }).click();
  await dates.getByText('Changed for group Thursday.').waitFor();
  await scrollTo(teacher, 'Other dates');
  await take(teacher, '08-extension');
}

async function holdsAnExam(at: Term): Promise<void> {
  const { browser, clients, teacher, student, moveTo, open } = at;
  await moveTo(exam);
  const assignment: Slug = 'statistics';
  await Promise.all(
    [...clients].map(async ([one, client]) => {
      for (const code of programsOf(one, assignment)) {
        await handIn(client, { course, assignment }, code);
      }
    }),
  );
  await open(student, `/courses/${course}/${assignment}`);
  await showTab(student, 'Result');
  await createWorkbench(student).results.getByText(/^Handed in/).first().waitFor();
  await moveTo(afterExam);
  await teacher.setViewportSize({ width: 744, height: size.height });
  await open(teacher, `/teach/${course}/assignments/${assignment}`);
  const verdicts = region(teacher, 'Verdicts');
  await verdicts.getByRole('combobox', { name: 'For' }).selectOption('A group');
  await verdicts.getByRole('button', { name: 'Release' }).waitFor();
  await scrollTo(teacher, 'Verdicts');
  await takeBoth(browser, at, '09-exam');
  await verdicts.getByRole('combobox', { name: 'For' }).selectOption('All students');
  await verdicts.getByRole('button', { name: 'Release' }).click();
  await verdicts.getByText('Released for all students.').waitFor();
}

async function givesPoints(at: Term): Promise<void> {
  const { browser, teacher, student, open } = at;
  await teacher.setViewportSize({ width: size.width, height: 1000 });
  await open(teacher, `/teach/${course}/points`);
  await region(teacher, 'Students and their points').waitFor();
  await take(teacher, '10-points');
  await teacher.setViewportSize({ width: 744, height: size.height });
  await teacher.getByRole('button', { name: /^Korhonen, Aino, Temperature/ }).click();
  const sheet = teacher.getByRole('dialog');
  await sheet.getByLabel('Points', { exact: true }).fill('90');
  await sheet.getByLabel('Reason').fill('Explained both formulas at the blackboard');
  await sheet.getByRole('button', { name: 'Give these points' }).click();
  await sheet.getByText('Saved.').waitFor();
  await open(student, `/courses/${course}/temperature`);
  await showTab(student, 'Task');
  await region(student, 'Points from a teacher').waitFor();
  await takeBoth(browser, at, '11-override');
  await teacher.keyboard.press('Escape');
  await teacher.setViewportSize(size);
  await open(teacher, `/teach/${course}/audit`);
  await teacher.getByRole('main').getByRole('listitem').first().waitFor();
  await take(teacher, '12-audit');
}

/** Plays a term, and takes the twelve pictures of docs/teaching.md on the way. */
export async function takeAll(): Promise<void> {
  await mkdir(new URL('../../../docs/teaching', import.meta.url), { recursive: true });
  const [term, browser] = await Promise.all([
    startTerm(begins, { slug: course, write: writeCourse }),
    launchChromium(),
  ]);
  try {
    const looks = { reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/Berlin' } as const;
    const newPage = async (viewport: { width: number; height: number }) =>
      (await browser.newContext({ ...looks, viewport, baseURL: term.url })).newPage();
    const teacher = await newPage(size);
    const student = await newPage(phone);
    const at: Term = {
      ...{ term, browser, teacher, student, clients: new Map() },
      async moveTo(moment) {
        await term.moveTo(moment);
        for (const page of [teacher, student]) await page.clock.setSystemTime(moment);
      },
      async open(page, path) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      },
    };
    await at.moveTo(begins);
    await invitesAClass(at);
    await handInWeek(at, slugs.slice(0, 3), firstWeek);
    await handInWeek(at, slugs.slice(3, 5), secondWeek);
    await looksAtTheClass(at);
    await extendsAGroup(at);
    await holdsAnExam(at);
    await givesPoints(at);
  } finally {
    await browser.close();
    await term.close();
  }
}
