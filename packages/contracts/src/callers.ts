import type { CallName } from './calls.ts';
import { roles, type Role } from './role.ts';

/*
 * Who may make which call. The API enforces this table, docs/accounts.md shows it, and a test makes each
 * call as everybody it knows.
 */

/**
 * - `everybody`: also without a session
 * - `users`: everybody with a session; each has only their own data
 * - `accounts`: everybody who is signed in to an account; each has only their own data
 * - `viewers`: who sees the course: everybody if it is open, its members and administrators if it is not
 * - `signed-in viewers`: the same, with a session
 * - `assistants`: the course's assistants, who get only the students assigned to them, and its teachers
 * - `teachers`: the course's teachers
 *
 * An administrator has a teacher's rights in every course.
 */
export type Callers =
  'everybody' | 'users' | 'accounts' | 'viewers' | 'signed-in viewers' | 'assistants' | 'teachers';

export const callersOf = {
  'POST /api/users': 'everybody',
  'POST /api/sessions': 'everybody',
  'POST /api/sign-in': 'everybody',
  'POST /api/sign-in/links': 'everybody',
  'POST /api/sign-in/passkey/options': 'everybody',
  'POST /api/sign-in/passkey': 'everybody',
  'POST /api/passkeys/registration-options': 'accounts',
  'POST /api/passkeys': 'accounts',
  'GET /api/me/passkeys': 'users',
  'PUT /api/me/passkeys/:id': 'accounts',
  'DELETE /api/me/passkeys/:id': 'accounts',
  'POST /api/device-codes': 'users',
  'POST /api/recovery-keys': 'users',
  'GET /api/me': 'signed-in viewers',
  'PUT /api/me/nickname': 'users',
  'GET /api/me/account': 'users',
  'GET /api/me/days': 'signed-in viewers',
  'GET /api/me/sessions': 'users',
  'DELETE /api/me/sessions/:id': 'users',
  'DELETE /api/me/sessions': 'users',
  'GET /api/me/events': 'signed-in viewers',
  'GET /api/courses': 'everybody',
  'GET /api/assignments': 'viewers',
  'POST /api/assignments': 'viewers',
  'GET /api/assignments/:id': 'viewers',
  'POST /api/assignments/:id': 'viewers',
  'GET /api/courses/:course/assignments/:assignment': 'viewers',
  'GET /api/assignments/:id/examples': 'viewers',
  'GET /api/assignments/:id/files/:name': 'viewers',
  'GET /api/assignments/:id/solution': 'signed-in viewers',
  'GET /api/drafts/:assignmentId': 'signed-in viewers',
  'PUT /api/drafts/:assignmentId': 'signed-in viewers',
  'POST /api/submissions': 'signed-in viewers',
  'GET /api/submissions': 'users',
  'GET /api/submissions/:id': 'signed-in viewers',
  'GET /api/submissions/:id/events': 'signed-in viewers',
  'GET /api/teach/:course/members': 'assistants',
  'GET /api/teach/:course/members.csv': 'teachers',
  'PUT /api/teach/:course/members/:user/role': 'teachers',
  'PUT /api/teach/:course/members/:user/assigned': 'teachers',
  'DELETE /api/teach/:course/members/:user': 'teachers',
  'POST /api/teach/:course/roster': 'teachers',
  'POST /api/teach/:course/invitations': 'teachers',
  'POST /api/teach/:course/invitations/mails': 'teachers',
  'GET /api/teach/:course/extensions': 'teachers',
  'GET /api/teach/:course/extensions.csv': 'teachers',
  'POST /api/teach/:course/extensions': 'teachers',
  'DELETE /api/teach/:course/extensions/:extension': 'teachers',
  'GET /api/teach/:course/releases': 'teachers',
  'POST /api/teach/:course/releases': 'teachers',
  'DELETE /api/teach/:course/releases/:release': 'teachers',
  'GET /api/teach/:course/grid': 'assistants',
  'GET /api/teach/:course/grid.csv': 'assistants',
  'GET /api/teach/:course/events': 'assistants',
  'GET /api/teach/:course/assignments/:assignment': 'assistants',
  'GET /api/teach/:course/assignments/:assignment/failures.csv': 'assistants',
  'GET /api/teach/:course/students/:user': 'assistants',
  'GET /api/teach/:course/students/:user/submissions': 'assistants',
  'GET /api/teach/:course/students/:user/submissions.csv': 'assistants',
  'GET /api/teach/:course/submissions/:id': 'assistants',
  'POST /api/teach/:course/students/:user/seen': 'assistants',
  'POST /api/teach/:course/students/:user/notes': 'assistants',
  'GET /api/teach/:course/students/:user/notes.csv': 'teachers',
  'DELETE /api/teach/:course/students/:user/notes/:note': 'assistants',
  'PUT /api/teach/:course/students/:user/view': 'teachers',
  'DELETE /api/me/view': 'users',
  'GET /api/me/joins': 'users',
  'POST /api/me/joins': 'users',
  'GET /api/me/joins/:id/submissions/:submission': 'users',
  'GET /api/me/joins/:id/drafts/:assignmentId': 'users',
  'PUT /api/me/joins/:id': 'users',
  'GET /api/teach/:course/points': 'assistants',
  'GET /api/teach/:course/points.csv': 'teachers',
  'GET /api/teach/:course/submissions.csv': 'teachers',
  'GET /api/teach/:course/submissions.zip': 'teachers',
  'PUT /api/teach/:course/students/:user/points/:assignment': 'teachers',
  'DELETE /api/teach/:course/students/:user/points/:assignment': 'teachers',
  'GET /api/teach/:course/assignments/:assignment/days': 'assistants',
  'GET /api/teach/:course/points/spread': 'assistants',
  'GET /api/teach/:course/audit': 'teachers',
  'GET /api/teach/:course/audit.csv': 'teachers',
  'GET /health/live': 'everybody',
  'GET /health/ready': 'everybody',
} as const satisfies Record<CallName, Callers>;

/** The least role that callers have in the course of the call; null if none is needed. */
export function roleFor(callers: Callers): Role | null {
  if (callers === 'teachers') return 'teacher';
  return callers === 'assistants' ? 'assistant' : null;
}

/** Whether a member with that role has the rights of the other one. */
export const hasRightsOf = (role: Role | null, least: Role): boolean =>
  role !== null && roles.indexOf(role) >= roles.indexOf(least);
