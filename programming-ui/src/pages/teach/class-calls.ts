import type {
  GridQuery,
  Member,
  MembersQuery,
  NewExtension,
  NewRelease,
} from '@touchstone/contracts';
import type { Client } from '../../api/client.ts';

/** On one page. */
const mostPeople = 200;

/** The calls about a class, by the slugs of course and assignment; not part of what students load. */
export const createClassCalls = ({ call }: Pick<Client, 'call'>) => ({
  grid: (course: string, query: GridQuery) =>
    call('GET /api/teach/:course/grid', { course, ...query }),
  assignmentOverview: (course: string, assignment: string) =>
    call('GET /api/teach/:course/assignments/:assignment', { course, assignment }),
  /** The server notes that it was read. */
  studentOverview: (course: string, user: string) =>
    call('GET /api/teach/:course/students/:user', { course, user }),
  /** A page of a student's submissions, newest first; `before` is the `next` of the previous page. */
  studentHistory: (course: string, user: string, before: string | null) =>
    call('GET /api/teach/:course/students/:user/submissions', {
      ...{ course, user },
      before: before ?? undefined,
    }),
  studentSubmission: async (course: string, id: string) =>
    (await call('GET /api/teach/:course/submissions/:id', { course, id })).submission,
  markSeen: (course: string, user: string, assignment: string) =>
    call('POST /api/teach/:course/students/:user/seen', { course, user, body: { assignment } }),
  addNote: (course: string, user: string, text: string) =>
    call('POST /api/teach/:course/students/:user/notes', { course, user, body: { text } }),
  removeNote: (course: string, user: string, note: string) =>
    call('DELETE /api/teach/:course/students/:user/notes/:note', { course, user, note }),
  extensions: async (course: string) =>
    (await call('GET /api/teach/:course/extensions', { course })).extensions,
  extend: (course: string, body: NewExtension) =>
    call('POST /api/teach/:course/extensions', { course, body }),
  /** A page of people; `next` and the numbers are of all pages. */
  members: (course: string, query: MembersQuery) =>
    call('GET /api/teach/:course/members', { course, ...query }),
  /** Those of all pages. */
  async everyMember(course: string, query: MembersQuery): Promise<Member[]> {
    const found: Member[] = [];
    let after: string | undefined;
    do {
      const { members, next } = await call('GET /api/teach/:course/members', {
        ...{ course, ...query, limit: mostPeople },
        ...(after !== undefined && { after }),
      });
      found.push(...members);
      after = next ?? undefined;
    } while (after !== undefined);
    return found;
  },
  releases: (course: string) => call('GET /api/teach/:course/releases', { course }),
  release: (course: string, body: NewRelease) =>
    call('POST /api/teach/:course/releases', { course, body }),
  undoRelease: (course: string, release: string) =>
    call('DELETE /api/teach/:course/releases/:release', { course, release }),
  removeExtension: (course: string, extension: string) =>
    call('DELETE /api/teach/:course/extensions/:extension', { course, extension }),
});
