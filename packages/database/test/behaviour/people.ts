import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  appoint,
  assignStudents,
  countMembers,
  createSession,
  createSignInLinkFor,
  type Database,
  deleteUser,
  exportUser,
  findSessions,
  inviteMembers,
  listMembers,
  loadRoster,
  memberParts,
  pruneBatch,
  type PruneCursor,
  readAccount,
  readRights,
  redeemSignInLink,
  removeMember,
  setRole,
  storeCourse,
} from '../../src/index.ts';
import { aCourse, aUser, peopleOf } from '../fixtures.ts';

export function describePeople(database: () => Database): void {
  const db = () => database().kysely;
  const aTeachersCourse = async (slug = 'course') => {
    const { courseId } = await storeCourse(db(), aCourse(slug, ['a']));
    const { userId, link } = await appoint(db(), {
      ...{ mail: `teacher-of-${slug}@example.org`, name: null, courseId },
    });
    return { courseId, teacher: userId, link };
  };
  const load = async (courseId: string, csv: string, dryRun = false) =>
    (await loadRoster(db(), { courseId, csv, actor: null, dryRun })).report;
  const idOf = async (courseId: string, mail: string): Promise<string> =>
    (await peopleOf(db(), { courseId })).find((member) => member.mail === mail)?.uuid ?? '';
  const aSession = async (userId: string): Promise<Buffer> => {
    const tokenHash = randomBytes(32);
    await createSession(db(), { userId, tokenHash, description: null });
    return tokenHash;
  };
  const isOpen = async (tokenHash: Buffer): Promise<boolean> =>
    (await findSessions(db(), { tokenHashes: [tokenHash], noteEveryMs: 1 }))[0] !== null;
  const use = (token: string, earlier: { userId: string; tokenHash: Buffer } | null = null) =>
    redeemSignInLink(db(), {
      ...{ token, earlier, sessionTokenHash: randomBytes(32), description: null },
    });
  const actions = async (): Promise<string[]> =>
    (await db().selectFrom('audit_log').select('action').orderBy('seq').execute()).map(
      ({ action }) => action,
    );

  describe('the list of people', () => {
    const csv = [
      'name,mail,group,id',
      'Ada Lovelace,ada@example.org,A 9,1001',
      'Grace Hopper,grace@navy.example,A 10,1002',
      'Zoe Hopper,zoe@example.org,A 10,1003',
      ',nameless-b@example.org,,',
      ',nameless-a@example.org,,',
      'Ann Assistant,ann@example.org,,',
    ].join('\n');
    async function aClass() {
      const { courseId, teacher: actor } = await aTeachersCourse();
      await load(courseId, csv);
      const ann = await idOf(courseId, 'ann@example.org');
      await setRole(db(), { courseId, userId: ann, actor, role: 'assistant' });
      return { courseId, actor, ann };
    }
    const inOrder = [
      ...['teacher-of-course@example.org', 'ann@example.org', 'grace@navy.example'],
      ...['zoe@example.org', 'ada@example.org', 'nameless-a@example.org', 'nameless-b@example.org'],
    ];
    type Choice = Parameters<typeof listMembers>[1];
    const mailsOf = async (choice: Choice) =>
      (await peopleOf(db(), choice)).map(({ mail }) => mail);

    it.each([1, 2, 3, 7, 200])('has each once, in order, on pages of %i', async (limit) => {
      const { courseId } = await aClass();
      const mails: (string | null)[] = [];
      let after: string | undefined;
      do {
        const page = await listMembers(db(), { courseId, limit, ...(after && { after }) });
        expect(page?.members.length).toBeLessThanOrEqual(limit);
        mails.push(...(page?.members ?? []).map(({ mail }) => mail));
        after = page?.next ?? undefined;
      } while (after !== undefined);
      expect(mails).toEqual(inOrder);
    });

    it.each<[Partial<Choice>, string[]]>([
      [{ search: 'hopper GRACE' }, ['grace@navy.example']],
      [{ search: 'navy' }, ['grace@navy.example']],
      [{ search: '1003' }, ['zoe@example.org']],
      [{ search: 'example hopper 10' }, ['grace@navy.example', 'zoe@example.org']],
      [{ search: '%' }, []],
      [{ search: ' ' }, inOrder],
      [{ group: 'A 10' }, ['grace@navy.example', 'zoe@example.org']],
      [{ group: '', role: 'student' }, ['nameless-a@example.org', 'nameless-b@example.org']],
      [{ role: 'assistant' }, ['ann@example.org']],
      [{ role: 'student', search: 'nameless', group: 'A 9' }, []],
      [{ signedIn: 'yes' }, ['zoe@example.org']],
    ])('finds by %j, and counts', async (choice, mails) => {
      const { courseId } = await aClass();
      await db()
        .updateTable('users')
        .set({ signed_in_at: new Date() })
        .where('id', '=', await idOf(courseId, 'zoe@example.org'))
        .execute();
      expect(await mailsOf({ ...choice, courseId })).toEqual(mails);
      const { groups, ...counts } = await countMembers(db(), { ...choice, courseId, limit: 1 });
      expect(counts).toEqual({ found: mails.length, all: 7, notSignedIn: 6 });
      expect(groups.toSorted()).toEqual(['A 10', 'A 9']);
    });

    it('of an assistant has neither names nor an order or a search that tells them, if the course is anonymous', async () => {
      const { courseId, actor, ann } = await aClass();
      const groups = ['A 9', 'A 10'];
      const assigned = { groups, students: [] };
      await assignStudents(db(), { courseId, userId: ann, actor, assigned });
      const seen = { courseId, assistantId: ann };
      expect(await mailsOf(seen)).toEqual(inOrder.slice(2, 5));
      expect(await mailsOf({ ...seen, search: 'grace@navy' })).toEqual(['grace@navy.example']);
      await db().updateTable('courses').set({ anonymous: true }).execute();
      const people = await peopleOf(db(), seen);
      const names = people.map(({ name }) => name ?? '');
      expect(names).toEqual(names.toSorted());
      expect(names.every((name) => /^Student [0-9A-F]{8}$/.test(name))).toBe(true);
      expect(people.flatMap(({ mail, studentNumber }) => mail ?? studentNumber ?? [])).toEqual([]);
      for (const search of ['Grace', 'Hopper', 'navy', 'example.org', '1002']) {
        const choice = { ...seen, search };
        expect(await peopleOf(db(), choice), search).toEqual([]);
        expect(await countMembers(db(), choice), search).toMatchObject({ found: 0, all: 3 });
      }
      const [first, second] = people;
      expect(await peopleOf(db(), { ...seen, search: first?.name ?? '' })).toEqual([first]);
      const page = await listMembers(db(), { ...seen, limit: 1, after: first?.uuid ?? '' });
      expect(page?.members).toEqual([second]);
      // Nothing tells where somebody else stands among them.
      const other = await idOf(courseId, 'nameless-a@example.org');
      expect(await listMembers(db(), { ...seen, after: other })).toBeNull();
    });

    it('is read to its end, although somebody leaves meanwhile', async () => {
      const { courseId, actor } = await aClass();
      const many = Array.from({ length: 450 }, (_, index) => `Many ${index},m${index}@example.org`);
      await load(courseId, ['name,mail', ...many].join('\n'));
      const mails = new Set<string | null>();
      for await (const part of memberParts(db(), courseId)) {
        expect(part.length).toBeLessThanOrEqual(200);
        for (const { mail } of part) mails.add(mail);
        const userId = part.at(-1)?.uuid ?? '';
        await removeMember(db(), { courseId, userId, actor });
        expect(await listMembers(db(), { courseId, after: userId })).toBeNull();
      }
      expect(mails.size).toBe(457);
    });
  });

  describe('a roster', () => {
    it('adds students, changes what it says, and reports whom it left alone', async () => {
      const { courseId } = await aTeachersCourse();
      const first = await load(
        courseId,
        'Name;E-Mail;GROUP;id\r\nAda;Ada@Example.org;A;1\r\nBob;bob@example.org;A;2\r\n',
      );
      expect(first).toMatchObject({
        added: [
          { line: 2, mail: 'ada@example.org' },
          { line: 3, mail: 'bob@example.org' },
        ],
        ...{ changed: [], unchanged: 0, refused: [], leftAlone: [], notes: [] },
      });
      const next = await load(courseId, 'mail,group,id\nada@example.org,B,1\ncleo@example.org,,\n');
      expect(next).toEqual({
        added: [{ line: 3, mail: 'cleo@example.org' }],
        changed: [{ line: 2, mail: 'ada@example.org', what: ['group'] }],
        unchanged: 0,
        refused: [],
        leftAlone: [{ name: 'Bob', mail: 'bob@example.org' }],
        notes: ['There is no column name; what is stored stays.'],
      });
      const members = await peopleOf(db(), { courseId });
      expect(members.map(({ role, name, group }) => [role, name, group])).toEqual([
        ['teacher', null, null],
        ['student', 'Ada', 'B'],
        ['student', 'Bob', 'A'],
        ['student', null, null],
      ]);
      expect(await load(courseId, 'mail\nada@example.org\n')).toMatchObject({ unchanged: 1 });
    });

    it('refuses single lines with what to do, and stores the others', async () => {
      const { courseId } = await aTeachersCourse();
      await load(courseId, 'mail,id\nold@example.org,7\n');
      const { refused, added } = await load(
        courseId,
        [
          'name,mail,id',
          'A,not-a-mail,1',
          'B,b@example.org,1',
          'C,B@example.org,2',
          'D,d@example.org,1',
          'E,e@example.org,7',
          'F,,3',
          'G,g@example.org,4,5',
          'M\ufffdller,m@example.org,6',
          'N,n@example.org,8',
        ].join('\n'),
      );
      expect(added).toEqual([
        { line: 3, mail: 'b@example.org' },
        { line: 10, mail: 'n@example.org' },
      ]);
      expect(refused.map(({ line, message }) => `${line}: ${message}`)).toEqual([
        '2: "not-a-mail" is not a mail address; correct it',
        '4: b@example.org is already in line 3; remove one of the two',
        '5: the id 1 is already in line 3; correct one',
        "6: the id 7 is old@example.org's in this course; correct one of the two",
        '7: the mail address is missing; write it',
        '8: the line has 4 cells, but the header has 3; put a text with the separator in quotation marks',
        '9: a letter could not be read; save the file as "CSV UTF-8" and load it again',
      ]);
    });

    it.each([
      ['', /the file is empty/],
      ['name,group\nA,B\n', /there is no column mail/],
      ['mail,mail\na@example.org,b@example.org\n', /the column mail is there twice/],
      ['mail,name\na@example.org,"A\n', /never closed/],
    ])('changes nothing if %j is no roster', async (csv, message) => {
      const { courseId } = await aTeachersCourse();
      const { added, refused } = await load(courseId, csv);
      expect([added, refused.length]).toEqual([[], 1]);
      expect(refused[0]?.message).toMatch(message);
      expect(await peopleOf(db(), { courseId })).toHaveLength(1);
    });

    it('stores nothing in a dry run, with the same report', async () => {
      const { courseId } = await aTeachersCourse();
      const csv = 'mail,name\na@example.org,A\nx,X\n';
      const planned = await load(courseId, csv, true);
      expect(await peopleOf(db(), { courseId })).toHaveLength(1);
      expect(await load(courseId, csv)).toEqual(planned);
    });

    it('takes one user for an address in all courses, and changes no role', async () => {
      const one = await aTeachersCourse('one');
      const two = await aTeachersCourse('two');
      const csv = 'mail,name\nteacher-of-one@example.org,T\ns@example.org,S\n';
      await load(one.courseId, csv);
      await load(two.courseId, csv.replace(',S', ',Other'));
      const student = await idOf(one.courseId, 's@example.org');
      expect(await idOf(two.courseId, 's@example.org')).toBe(student);
      const [rights] = await readRights(db(), [one.teacher]);
      expect([one, two].map(({ courseId }) => rights?.roles.get(courseId))).toEqual([
        'teacher',
        'student',
      ]);
      const names = async (courseId: string) =>
        (await peopleOf(db(), { courseId })).find(({ uuid }) => uuid === student)?.name;
      expect([await names(one.courseId), await names(two.courseId)]).toEqual(['S', 'Other']);
    });

    it('of 10,000 students is loaded within seconds', async () => {
      const { courseId } = await aTeachersCourse();
      const lines = Array.from(
        { length: 10_000 },
        (_, n) => `N${n},s${n}@example.org,G${n % 9},${n}`,
      );
      const { added } = await load(courseId, `name,mail,group,id\n${lines.join('\n')}\n`);
      expect(added).toHaveLength(10_000);
    });
  });

  describe('a sign-in link', () => {
    it('signs in once, even if it is used several times at once', async () => {
      const { link, teacher } = await aTeachersCourse();
      const outcomes = await Promise.all([1, 2, 3].map(() => use(link.token)));
      const kinds = outcomes.map(({ kind }) => kind).toSorted();
      expect(kinds).toEqual(['signed-in', 'used', 'used']);
      expect(outcomes).toContainEqual(
        expect.objectContaining({ userId: teacher, course: 'course' }),
      );
      expect((await exportUser(db(), teacher))?.sessions).toHaveLength(1);
    });

    it('says whether it is unknown, expired or replaced', async () => {
      const { courseId, link } = await aTeachersCourse();
      expect(await use('x'.repeat(43))).toEqual({ kind: 'unknown' });
      const mail = 'teacher-of-course@example.org';
      const { link: newer } = await appoint(db(), { mail, name: null, courseId });
      expect(await use(link.token)).toEqual({ kind: 'used' });
      await sql`update sign_in_links set expires_at = now() where used_at is null`.execute(db());
      expect(await use(newer.token)).toEqual({ kind: 'expired' });
    });

    it('ends the other open links of its user', async () => {
      const { link } = await aTeachersCourse();
      const mail = 'teacher-of-course@example.org';
      const other = await createSignInLinkFor(db(), { mail, actor: null });
      expect((await use(other?.token ?? '')).kind).toBe('signed-in');
      expect(await use(link.token)).toEqual({ kind: 'used' });
    });

    it('leaves an anonymous session alone, remembers its user, and ends one of an account', async () => {
      const { link, teacher } = await aTeachersCourse();
      const anonymous = await aUser(db());
      const anonymousSession = await aSession(anonymous);
      const used = await use(link.token, { userId: anonymous, tokenHash: anonymousSession });
      expect(used).toMatchObject({ kind: 'signed-in', endedTokenHashes: [] });
      expect(await isOpen(anonymousSession)).toBe(true);
      const stored = await db().selectFrom('sign_in_links').select('earlier_user_id').execute();
      expect(stored).toEqual([{ earlier_user_id: anonymous }]);

      const own = await aSession(teacher);
      const again = await createSignInLinkFor(db(), {
        mail: 'teacher-of-course@example.org',
      });
      const next = await use(again?.token ?? '', { userId: teacher, tokenHash: own });
      expect(next).toMatchObject({ endedTokenHashes: [own] });
      expect(await isOpen(own)).toBe(false);
      await deleteUser(db(), anonymous);
      expect((await readAccount(db(), teacher)).mail).toBe('teacher-of-course@example.org');
    });

    it('is for nobody whose address is unknown', async () => {
      expect(await createSignInLinkFor(db(), { mail: 'who@example.org', actor: null })).toBeNull();
    });
  });

  describe('an invitation', () => {
    const invite = (courseId: string, actor: string | null, userIds?: string[]) =>
      inviteMembers(db(), { courseId, actor, onlyOwn: actor !== null, userIds });

    it('is for members who have not signed in yet, and is renewed', async () => {
      const { courseId, teacher } = await aTeachersCourse();
      await load(courseId, 'mail,name,group\na@example.org,A,G\nb@example.org,B,G\n');
      const { invitations } = await invite(courseId, teacher);
      expect(invitations.map(({ mail }) => mail)).toEqual([
        'a@example.org',
        'b@example.org',
        'teacher-of-course@example.org',
      ]);
      const [a, b] = invitations;
      expect((await use(a?.token ?? '')).kind).toBe('signed-in');
      const renewed = await invite(courseId, teacher, [a?.uuid ?? '', b?.uuid ?? '']);
      expect(renewed.notInvited).toMatchObject([
        { mail: 'a@example.org', reason: 'has-signed-in' },
      ]);
      expect(await use(b?.token ?? '')).toEqual({ kind: 'used' });
      expect((await use(renewed.invitations[0]?.token ?? '')).kind).toBe('signed-in');
    });

    it('gives a teacher nobody who is an administrator or in a course of others', async () => {
      const { courseId, teacher } = await aTeachersCourse('mine');
      const other = await aTeachersCourse('other');
      await appoint(db(), { mail: 'admin@example.org', name: null, courseId: null });
      await load(
        courseId,
        'mail\nadmin@example.org\nteacher-of-other@example.org\ns@example.org\n',
      );
      await load(other.courseId, 'mail\ns@example.org\n');
      const { invitations, notInvited } = await invite(courseId, teacher);
      expect(invitations.map(({ mail }) => mail)).toEqual(['teacher-of-mine@example.org']);
      expect(notInvited.map(({ mail, reason }) => [mail, reason])).toEqual([
        ['admin@example.org', 'administrator'],
        ['s@example.org', 'in-another-course'],
        ['teacher-of-other@example.org', 'in-another-course'],
      ]);
      expect((await invite(courseId, null)).invitations).toHaveLength(4);
    });
  });

  describe('a role', () => {
    it('that gives more rights ends sessions and open links; one that gives fewer does not', async () => {
      const { courseId, teacher } = await aTeachersCourse();
      await load(courseId, 'mail\na@example.org\n');
      const userId = await idOf(courseId, 'a@example.org');
      const { invitations } = await inviteMembers(db(), {
        ...{ courseId, actor: teacher, onlyOwn: true, userIds: [userId] },
      });
      const before = await aSession(userId);
      const change = { courseId, userId, actor: teacher };
      expect(await setRole(db(), { ...change, role: 'assistant' })).toEqual({
        tokenHashes: [before],
      });
      expect(await use(invitations[0]?.token ?? '')).toEqual({ kind: 'used' });
      const after = await aSession(userId);
      expect(await setRole(db(), { ...change, role: 'student' })).toEqual({ tokenHashes: [] });
      expect(await isOpen(after)).toBe(true);
      expect((await readRights(db(), [userId]))[0]?.roles.get(courseId)).toBe('student');
    });

    it('of the last teacher stays, also if two go at once', async () => {
      const { courseId, teacher } = await aTeachersCourse();
      const alone = { courseId, userId: teacher, actor: teacher };
      expect(await setRole(db(), { ...alone, role: 'student' })).toBe('last-teacher');
      expect(await removeMember(db(), alone)).toBe('last-teacher');
      const mail = 'second@example.org';
      const { userId: second } = await appoint(db(), { mail, name: null, courseId });
      const outcomes = await Promise.all([
        removeMember(db(), alone),
        removeMember(db(), { ...alone, userId: second }),
      ]);
      expect(outcomes).toContain('last-teacher');
      expect(await peopleOf(db(), { courseId })).toHaveLength(1);
    });

    it('of an assistant shows the students assigned, by group or one by one', async () => {
      const { courseId, teacher: actor } = await aTeachersCourse();
      await load(
        courseId,
        'mail,group\nhelp@example.org,\na@example.org,A\nb@example.org,B\nc@example.org,C\n',
      );
      const userId = await idOf(courseId, 'help@example.org');
      const assigned = { groups: ['A'], students: [await idOf(courseId, 'c@example.org'), userId] };
      const change = { courseId, userId, actor };
      expect(await assignStudents(db(), { ...change, assigned })).toBe('not-assistant');
      await setRole(db(), { ...change, role: 'assistant' });
      const seen = async () =>
        (await peopleOf(db(), { courseId, assistantId: userId })).map(({ mail }) => mail);
      expect(await seen()).toEqual([]);
      expect(await assignStudents(db(), { ...change, assigned })).toBe('assigned');
      expect(await seen()).toEqual(['a@example.org', 'c@example.org']);
      const listed = (await peopleOf(db(), { courseId })).find(({ uuid }) => uuid === userId);
      expect(listed?.assigned).toEqual({ groups: ['A'], students: [assigned.students[0]] });
      await setRole(db(), { ...change, role: 'teacher' });
      await setRole(db(), { ...change, role: 'assistant' });
      expect(await seen()).toEqual([]);
    });

    it('of somebody who is not a member does not change', async () => {
      const { courseId, teacher: actor } = await aTeachersCourse();
      for (const userId of [await aUser(db()), 'x']) {
        const change = { courseId, userId, actor };
        expect(await setRole(db(), { ...change, role: 'teacher' })).toBeNull();
        expect(await removeMember(db(), change)).toBeNull();
      }
    });

    it('comes with an entry in the audit log for each action, without names and addresses', async () => {
      const { courseId, teacher: actor } = await aTeachersCourse();
      await load(courseId, 'mail,name\na@example.org,Ada\n');
      const userId = await idOf(courseId, 'a@example.org');
      await inviteMembers(db(), { courseId, actor, onlyOwn: true, userIds: [userId] });
      await setRole(db(), { courseId, userId, actor, role: 'assistant' });
      const assigned = { groups: ['A'], students: [] };
      await assignStudents(db(), { courseId, userId, actor, assigned });
      await createSignInLinkFor(db(), { mail: 'a@example.org', actor: null });
      await removeMember(db(), { courseId, userId, actor });
      expect(await actions()).toEqual([
        'add-teacher',
        'load-roster',
        'make-invitation',
        'change-role',
        'assign-students',
        'make-sign-in-link',
        'remove-member',
      ]);
      const log = JSON.stringify(await db().selectFrom('audit_log').selectAll().execute());
      expect(log).not.toMatch(/@|Ada/);
    });
  });

  describe('a member', () => {
    it('is exported with names, roles, links and what was done', async () => {
      const { courseId, teacher: actor } = await aTeachersCourse();
      await load(courseId, 'mail,name,group,id\na@example.org,Ada,A,17\n');
      const userId = await idOf(courseId, 'a@example.org');
      await inviteMembers(db(), { courseId, actor, onlyOwn: true, userIds: [userId] });
      expect(await exportUser(db(), userId)).toMatchObject({
        isAdministrator: false,
        signedInAt: null,
        identities: [{ issuer: 'mail', subject: 'a@example.org' }],
        memberships: [
          { course: 'course', role: 'student', name: 'Ada', group: 'A', studentNumber: '17' },
        ],
        signInLinks: [{ purpose: 'invitation', course: 'course', endedAt: null }],
        actions: [{ action: 'make-invitation', course: 'course', by: 'another user' }],
      });
      expect((await exportUser(db(), actor))?.actions).toMatchObject([
        { action: 'add-teacher', by: 'command' },
        { action: 'make-invitation', by: 'this user' },
      ]);
    });

    it('is deleted with all that names them; the audit log keeps ids only', async () => {
      const { courseId } = await aTeachersCourse();
      await load(courseId, 'mail,name\na@example.org,Ada\n');
      const userId = await idOf(courseId, 'a@example.org');
      await inviteMembers(db(), { courseId, actor: null, onlyOwn: false, userIds: [userId] });
      expect(await deleteUser(db(), userId)).toMatchObject({ submissions: 0 });
      expect(await exportUser(db(), userId)).toBeNull();
      for (const table of ['identities', 'members', 'sign_in_links'] as const) {
        const rows = await db().selectFrom(table).select('user_id').execute();
        expect(
          rows.map(({ user_id }) => user_id),
          table,
        ).not.toContain(userId);
      }
      expect((await load(courseId, 'mail\na@example.org\n')).added).toHaveLength(1);
    });

    it('is not pruned, nor is an administrator; somebody who left is', async () => {
      const { courseId, teacher: actor } = await aTeachersCourse();
      await load(courseId, 'mail\na@example.org\nb@example.org\n');
      await appoint(db(), { mail: 'admin@example.org', name: null, courseId: null });
      const userId = await idOf(courseId, 'b@example.org');
      await removeMember(db(), { courseId, userId, actor });
      await sql`update users set created_at = now() - interval '200 days'`.execute(db());
      await sql`update sign_in_links set expires_at = now() - interval '150 days'`.execute(db());
      const rules = { before: new Date(Date.now() - 100 * 24 * 60 * 60_000), keepNewest: true };
      let cursor: PruneCursor | null = null;
      let users = 0;
      do {
        const batch = await pruneBatch(db(), { rules, dryRun: false, cursor });
        users += batch.pruned.users;
        cursor = batch.next;
      } while (cursor !== null);
      expect(users).toBe(1);
      expect(await exportUser(db(), userId)).toBeNull();
      expect(await db().selectFrom('sign_in_links').select('purpose').execute()).toEqual([]);
    });
  });
}
