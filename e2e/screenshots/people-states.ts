import type { Account, Member, MemberList, RosterReport } from '@touchstone/contracts';
import type { Page } from '@playwright/test';
import { openSettings, type State } from './reach.ts';

/* The pages of somebody with an account, whose answers are faked. */

const account: Account = {
  mail: 'ada.lovelace@example.org',
  isAdministrator: false,
  courses: [{ slug: 'first-steps', title: 'First steps in Python', role: 'teacher' }],
};

const uuidOf = (index: number): string =>
  `0190a5c2-7b1c-7000-8000-${String(index).padStart(12, '0')}`;

const people: readonly Partial<Member>[] = [
  { name: 'Ada Lovelace', mail: 'ada.lovelace@example.org', role: 'teacher', hasSignedIn: true },
  {
    ...{ name: 'Konrad Zuse', mail: 'zuse@example.org', role: 'assistant', hasSignedIn: true },
    assigned: { groups: ['Monday'], students: [] },
  },
  { name: 'Grace Hopper', mail: 'g.hopper@example.org', group: 'Monday', studentNumber: '1001' },
  { name: 'Alan Turing', mail: 'alan@example.org', group: 'Monday', studentNumber: '1002' },
  {
    ...{ name: 'Barbara Liskov', mail: 'liskov@example.org', group: 'Tuesday', hasSignedIn: true },
    studentNumber: '1003',
  },
  { name: 'Edsger Wybe Dijkstra-van der Bovenkamp', mail: 'edsger.dijkstra@example.org' },
];

const members: readonly Member[] = people.map((one, index) => ({
  ...{ uuid: uuidOf(index), role: 'student', name: null, mail: null, studentNumber: null },
  ...{ group: null, hasSignedIn: false, assigned: null },
  invitedUntil: index % 2 === 0 ? '2027-01-20T12:00:00.000Z' : null,
  ...one,
}));

const memberList: MemberList = {
  ...{ members: [...members], next: uuidOf(5), found: 312, all: 312, notSignedIn: 3 },
  ...{ groups: ['Monday', 'Tuesday'], sendsMail: false },
};

const report: RosterReport = {
  added: [{ line: 2, mail: 'new@example.org' }],
  changed: [{ line: 3, mail: 'alan@example.org', what: ['group'] }],
  unchanged: 2,
  refused: [{ line: 5, message: 'The address “nobody” is not valid. Correct it.' }],
  leftAlone: [{ name: 'Grace Hopper', mail: 'g.hopper@example.org' }],
  notes: [],
};

async function fakeAccount(page: Page, one: Account = account): Promise<void> {
  await page.route('**/api/me/account', (route) => route.fulfill({ json: one }));
  await page.route(/\/api\/teach\/[^/]+\/members(\?|$)/, (route) =>
    route.fulfill({ json: memberList }),
  );
  await page.route('**/api/teach/*/roster', (route) => route.fulfill({ json: report }));
  await page.route('**/api/teach/*/invitations', (route) =>
    route.fulfill({
      json: {
        invitations: members.slice(2, 4).map(({ uuid, name, mail, group }) => ({
          ...{ uuid, name, mail, group, expiresAt: '2027-01-20T12:00:00.000Z' },
          link: `https://python.example.org/sign-in#${'x'.repeat(43)}`,
        })),
        notInvited: [],
      },
    }),
  );
}

async function openPeople(page: Page): Promise<void> {
  await fakeAccount(page);
  await page.reload();
  await page.getByRole('region', { name: 'People of this course' }).waitFor();
}

const teach = '/teach/first-steps/people';

export const peopleStates: readonly State[] = [
  { name: 'sign-in', path: '/sign-in#token' },
  {
    name: 'sign-in-refused',
    path: '/sign-in#token',
    async reach(page) {
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByLabel('Mail address').waitFor();
    },
  },
  { name: 'teach-refused', path: teach },
  { name: 'people', path: teach, reach: openPeople },
  {
    name: 'people-roster',
    path: teach,
    async reach(page) {
      await openPeople(page);
      await page.getByRole('button', { name: 'Load a roster' }).click();
      await page.getByLabel('Or paste it here').fill('mail\nnew@example.org\n');
      await page.getByRole('button', { name: 'Check it first' }).click();
      await page.getByText('Nothing is stored yet.').waitFor();
    },
  },
  {
    name: 'people-links',
    path: teach,
    async reach(page) {
      await openPeople(page);
      await page.getByRole('button', { name: 'Make invitation links' }).click();
      await page.getByRole('button', { name: 'Make the links' }).click();
      await page.getByText('2 links made.').waitFor();
    },
  },
  {
    name: 'people-assistant',
    path: teach,
    async reach(page) {
      await openPeople(page);
      await page.getByRole('button', { name: 'Open Konrad Zuse' }).click();
      await page.getByRole('button', { name: 'Save whom they see' }).waitFor();
    },
  },
  {
    name: 'viewing',
    path: '/courses/first-steps/hello',
    async reach(page) {
      const viewing = { uuid: uuidOf(2), name: 'Grace Hopper', course: 'first-steps' };
      await fakeAccount(page, { ...account, viewing });
      // The page remembers that there is an account.
      await openSettings(page);
      await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
      await page.reload();
      await page.getByRole('region', { name: 'View as student' }).waitFor();
    },
  },
  {
    name: 'account',
    path: '/courses/first-steps/hello',
    async reach(page) {
      await fakeAccount(page);
      await openSettings(page);
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('button', { name: 'Stay signed in' }).scrollIntoViewIfNeeded();
    },
  },
];
