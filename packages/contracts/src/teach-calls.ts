import { z } from 'zod';
import type { Call } from './call.ts';
import {
  assignedSchema,
  invitationListSchema,
  invitationRequestSchema,
  memberListSchema,
  newRoleSchema,
  rosterReportSchema,
  rosterSchema,
} from './people.ts';

/** The part of the table of calls that is for a course's teachers and assistants. */
export const teachCalls = {
  'GET /api/teach/:course/members': {
    id: 'listMembers',
    summary: 'The people of a course. Assistants get the students who are assigned to them.',
    session: 'required',
    answers: { 200: memberListSchema },
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
    answers: { 200: invitationListSchema },
    errors: ['storage-full'],
  },
} as const satisfies Readonly<Record<string, Call>>;
