import { z } from 'zod';
import type { Call } from './call.ts';
import { extendedSchema, extensionListSchema, newExtensionSchema } from './extension.ts';
import {
  assignedSchema,
  invitationListSchema,
  invitationRequestSchema,
  mailedInvitationsSchema,
  mailInvitationsSchema,
  memberListSchema,
  membersQuerySchema,
  newRoleSchema,
  rosterReportSchema,
  rosterSchema,
} from './people.ts';
import { newReleaseSchema, releasedSchema, releaseListSchema } from './release.ts';

/** The part of the table of calls that is for a course's teachers and assistants. */
export const teachCalls = {
  'GET /api/teach/:course/members': {
    id: 'listMembers',
    summary:
      'A page of the people of a course. Assistants get the students who are assigned to them.',
    session: 'required',
    query: membersQuerySchema,
    answers: { 200: memberListSchema },
    errors: ['forbidden'],
  },
  'GET /api/teach/:course/members.csv': {
    id: 'readMembersCsv',
    summary: 'All people of a course as CSV.',
    session: 'required',
    answers: {},
    sendsFile: ['text/csv; charset=utf-8'],
    errors: ['forbidden'],
  },
  'PUT /api/teach/:course/members/:user/role': {
    id: 'setRole',
    summary:
      'Makes a member student, assistant or teacher. One who gets more rights signs in again.',
    session: 'required',
    body: newRoleSchema,
    example: { role: 'assistant' },
    answers: { 204: z.undefined() },
    errors: ['last-teacher'],
  },
  'PUT /api/teach/:course/members/:user/assigned': {
    id: 'assign',
    summary: 'Says whom an assistant sees: the students of some groups, and some students.',
    session: 'required',
    body: assignedSchema,
    example: { groups: ['A'], students: [] },
    answers: { 204: z.undefined() },
    errors: ['not-assistant'],
  },
  'DELETE /api/teach/:course/members/:user': {
    id: 'removeMember',
    summary: 'Takes somebody out of the course. What they have done in it stays.',
    session: 'required',
    answers: { 204: z.undefined() },
    errors: ['last-teacher'],
  },
  'POST /api/teach/:course/roster': {
    id: 'loadRoster',
    summary:
      'Adds and changes students by a CSV with the columns name, mail, group and id. Nobody is removed.',
    session: 'required',
    body: rosterSchema,
    example: { csv: 'name,mail,group,id\nAda Lovelace,ada@example.org,A,17\n' },
    answers: { 200: rosterReportSchema },
    errors: ['storage-full'],
  },
  'POST /api/teach/:course/invitations': {
    id: 'invite',
    summary:
      'Makes an invitation link for each member who has not signed in yet, or for some of them. It works once, for 30 days.',
    session: 'required',
    body: invitationRequestSchema,
    example: {},
    answers: { 200: invitationListSchema },
    errors: ['storage-full'],
  },
  'POST /api/teach/:course/invitations/mails': {
    id: 'mailInvitations',
    summary:
      'Makes an invitation for each of up to 20 members and sends it by mail. Reports what was sent and what was not. Who got one within five minutes gets no other.',
    session: 'required',
    body: mailInvitationsSchema,
    example: { users: ['$USER'] },
    answers: { 200: mailedInvitationsSchema },
    errors: ['no-mail', 'storage-full'],
  },
  'GET /api/teach/:course/extensions': {
    id: 'listExtensions',
    summary: 'Dates of assignments that are others for a student, a group or all.',
    session: 'required',
    answers: { 200: extensionListSchema },
    errors: ['forbidden'],
  },
  'GET /api/teach/:course/extensions.csv': {
    id: 'readExtensionsCsv',
    summary: 'The same as CSV, with the columns that `touchstone extend --csv` reads.',
    session: 'required',
    answers: {},
    sendsFile: ['text/csv; charset=utf-8'],
    errors: ['forbidden'],
  },
  'POST /api/teach/:course/extensions': {
    id: 'extend',
    summary:
      'Makes an assignment due later, or open at another time, for a student, a group or all. It replaces the extension before for the same, and points rise.',
    session: 'required',
    body: newExtensionSchema,
    example: { assignment: '$ASSIGNMENT', for: { all: true }, until: '2099-12-08T16:00:00Z' },
    answers: { 200: extendedSchema },
    errors: ['storage-full'],
  },
  'DELETE /api/teach/:course/extensions/:extension': {
    id: 'removeExtension',
    summary: 'Ends an extension. Points stay as they are.',
    session: 'required',
    answers: { 204: z.undefined() },
  },
  'GET /api/teach/:course/releases': {
    id: 'listReleases',
    summary:
      'Assignments whose verdicts are held back from students, and for whom they have been released.',
    session: 'required',
    answers: { 200: releaseListSchema },
    errors: ['forbidden'],
  },
  'POST /api/teach/:course/releases': {
    id: 'release',
    summary:
      'Releases the verdicts of an assignment for a student, a group or all, also before it is due. Their pages show them at once.',
    session: 'required',
    body: newReleaseSchema,
    example: { assignment: '$ASSIGNMENT', for: { all: true } },
    answers: { 200: releasedSchema },
    errors: ['storage-full'],
  },
  'DELETE /api/teach/:course/releases/:release': {
    id: 'undoRelease',
    summary: 'Holds the verdicts back again. Students may have seen them.',
    session: 'required',
    answers: { 204: z.undefined() },
  },
} as const satisfies Readonly<Record<string, Call>>;
