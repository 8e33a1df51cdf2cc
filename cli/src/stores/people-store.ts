import {
  appoint,
  createSignInLinkFor,
  findCourseForTeachers,
  findUserByMail,
  inviteMembers,
  listUninvited,
  listAllCourses,
  loadRoster,
  normaliseMail,
  removeAdministrator,
  removeMember,
  type Database,
} from '@touchstone/database';
import { mailInvitations, type Mailer } from '@touchstone/programming-api/mail';
import type { PeopleStore } from '../control/people-calls.ts';

/** So that the command can report after each few seconds. */
const mailedAtATime = 10;

interface PeopleStoreDeps {
  readonly origin: string | null;
  /** Null: no mail is sent. */
  readonly mailer: Mailer | null;
  /** Gets the token hashes of sessions that have ended, to notify running APIs. */
  readonly notifyEnded: (tokenHashes: readonly Buffer[]) => Promise<void>;
  /** Gets the users whose rights have changed, for the same. */
  readonly notifyRights: (userIds: readonly string[]) => Promise<void>;
}

export function peopleStoreIn(
  { kysely }: Database,
  { origin, mailer, notifyEnded, notifyRights }: PeopleStoreDeps,
): PeopleStore {
  /** With null the only course. */
  const courseOf = async (slug: string | null) => {
    const loaded = (await listAllCourses(kysely)).map((course) => course.slug);
    const only = loaded.length === 1 ? loaded[0] : undefined;
    const wanted = slug ?? only;
    const course = wanted === undefined ? null : await findCourseForTeachers(kysely, wanted);
    return course ?? { kind: 'no-course' as const, loaded };
  };
  const withText = ({ token, expiresAt }: { token: string; expiresAt: Date }) => ({
    token,
    expiresAt: expiresAt.toISOString(),
  });

  return {
    readOrigin: () => Promise.resolve(origin),
    async appoint(written, name, realm) {
      const mail = normaliseMail(written);
      if (mail === null) return { kind: 'not-an-address' };
      const course = 'administrator' in realm ? null : await courseOf(realm.course);
      if (course !== null && 'kind' in course) return course;
      const courseId = course?.id ?? null;
      const { userId, link, tokenHashes } = await appoint(kysely, { mail, name, courseId });
      await notifyEnded(tokenHashes);
      await notifyRights([userId]);
      return { kind: 'appointed', course: course?.slug ?? null, ...withText(link) };
    },
    async dismiss(written, realm) {
      const mail = normaliseMail(written) ?? '';
      if ('administrator' in realm) {
        const userId = await removeAdministrator(kysely, mail);
        if (userId === null) return { kind: 'not-one' };
        await notifyRights([userId]);
        return { kind: 'dismissed', course: null };
      }
      const course = await courseOf(realm.course);
      if ('kind' in course) return course;
      const userId = await findUserByMail(kysely, mail);
      if (userId === null) return { kind: 'not-one' };
      const outcome = await removeMember(kysely, {
        ...{ courseId: course.id, userId, actor: null, only: 'teacher' },
      });
      if (outcome === null) return { kind: 'not-one' };
      if (outcome === 'last-teacher') return { kind: 'last-teacher' };
      await notifyRights([userId]);
      return { kind: 'dismissed', course: course.slug };
    },
    async loadRoster(slug, csv, dryRun) {
      const course = await findCourseForTeachers(kysely, slug);
      if (course === null) return null;
      const load = { courseId: course.id, csv, actor: null, dryRun };
      const { report, userIds } = await loadRoster(kysely, load);
      await notifyRights(userIds);
      return report;
    },
    async invite(slug) {
      const course = await findCourseForTeachers(kysely, slug);
      if (course === null) return null;
      const of = { courseId: course.id, actor: null, onlyOwn: false };
      const { invitations, notInvited } = await inviteMembers(kysely, of);
      return {
        invitations: invitations.map(({ name, mail, group, ...link }) => ({
          ...{ name, mail, group },
          ...withText(link),
        })),
        notInvited: notInvited.map(({ mail, reason }) => ({ mail, reason })),
      };
    },
    async mailInvitations(slug, after) {
      const course = await findCourseForTeachers(kysely, slug);
      if (course === null) return { kind: 'no-course' };
      if (mailer === null || origin === null) return { kind: 'no-mail' };
      const page = { courseId: course.id, after, limit: mailedAtATime };
      const userIds = await listUninvited(kysely, page);
      const by = { course, actor: null, onlyOwn: false, userIds };
      const mailed = await mailInvitations(kysely, { mailer, origin }, by);
      const next = userIds.length < mailedAtATime ? null : (userIds.at(-1) ?? null);
      return { kind: 'mailed', ...mailed, next };
    },
    async createSignInLink(written) {
      const mail = normaliseMail(written);
      const link = mail && (await createSignInLinkFor(kysely, { mail, actor: null }));
      return link ? withText(link) : null;
    },
  };
}
