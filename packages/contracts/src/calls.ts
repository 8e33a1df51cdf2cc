import { z } from 'zod';
import { auditCalls } from './audit-calls.ts';
import type { Call } from './call.ts';
import {
  assignmentListSchema,
  assignmentSchema,
  courseListSchema,
  courseQuerySchema,
  solutionSchema,
} from './course.ts';
import { draftAnswerSchema, newDraftSchema, writtenDraftSchema } from './draft.ts';
import { submissionEventSchemas, userEventSchemas } from './events.ts';
import { examplesSchema } from './grading.ts';
import { healthSchema } from './health.ts';
import { joinCalls } from './join-calls.ts';
import { accountSchema, signedInSchema, signInLinkRequestSchema, signInSchema } from './people.ts';
import { passkeyCalls } from './passkey-calls.ts';
import {
  deviceCodeSchema,
  newSessionAnswerSchema,
  newSessionSchema,
  recoveryKeySchema,
  sessionListSchema,
} from './session.ts';
import {
  historyQuerySchema,
  historySchema,
  newSubmissionSchema,
  submissionAnswerSchema,
} from './submission.ts';
import { teachCalls } from './teach-calls.ts';
import { teachChartCalls } from './teach-chart-calls.ts';
import { teachPointsCalls } from './teach-points-calls.ts';
import { teachViewCalls } from './teach-view-calls.ts';
import {
  activeDaysQuerySchema,
  activeDaysSchema,
  chosenNicknameSchema,
  meSchema,
  newUserAnswerSchema,
} from './user.ts';

/** Probes may add parameters of their own. */
const anyQuery = z.looseObject({});

/**
 * The HTTP interface, one entry for each call. The API's routes, the OpenAPI document and all
 * clients derive from it. The page takes only types from here, since it does not load zod.
 */
export const calls = {
  'POST /api/users': {
    id: 'createUser',
    summary:
      'Creates a user and a session, returned as a cookie and as a token. With a valid session, returns its user.',
    session: 'optional',
    answers: { 200: newUserAnswerSchema, 201: newUserAnswerSchema },
    errors: ['rate-limited', 'storage-full'],
  },
  'POST /api/sessions': {
    id: 'createSession',
    summary:
      'Creates a session for the user of a device code, which works once, or of a recovery key.',
    body: newSessionSchema,
    example: { code: '$CODE' },
    answers: { 201: newSessionAnswerSchema },
    errors: ['invalid-code', 'rate-limited', 'storage-full'],
  },
  'POST /api/sign-in': {
    id: 'signIn',
    summary:
      'Signs in by the token of a link, which works once. Opening the link does not use it up; this call does.',
    body: signInSchema,
    example: { token: '$LINK_TOKEN' },
    answers: { 201: signedInSchema },
    errors: ['invalid-link', 'rate-limited', 'storage-full'],
  },
  'POST /api/sign-in/links': {
    id: 'sendSignInLink',
    summary:
      'Sends a sign-in link to the mail address, if somebody here has it. The answer is the same for all addresses.',
    body: signInLinkRequestSchema,
    example: { mail: 'ada@example.org' },
    answers: { 204: z.undefined() },
    errors: ['no-mail', 'rate-limited', 'storage-full'],
  },
  ...passkeyCalls,
  'POST /api/device-codes': {
    id: 'createDeviceCode',
    summary: 'Creates a code that signs in another device as this user, once.',
    session: 'required',
    answers: { 201: deviceCodeSchema },
    errors: ['rate-limited', 'storage-full'],
  },
  'POST /api/recovery-keys': {
    id: 'createRecoveryKey',
    summary:
      'Creates a key that signs in any device as this user. It replaces the key created before.',
    session: 'required',
    answers: { 201: recoveryKeySchema },
    errors: ['rate-limited', 'storage-full'],
  },
  'GET /api/me': {
    id: 'readMe',
    summary: "The user's points, solved assignments and next assignment in a course.",
    session: 'required',
    query: courseQuerySchema,
    answers: { 200: meSchema },
    errors: ['not-found'],
  },
  'PUT /api/me/nickname': {
    id: 'writeNickname',
    summary:
      'Stores what the user wants to be called, or null. The user alone gets it, by `GET /api/me`.',
    session: 'required',
    body: chosenNicknameSchema,
    example: { nickname: 'Ada' },
    answers: { 200: chosenNicknameSchema },
    errors: ['rate-limited', 'storage-full'],
  },
  'GET /api/me/account': {
    id: 'readAccount',
    summary: "The user's mail address and courses, once the user has signed in by a link.",
    session: 'required',
    answers: { 200: accountSchema },
  },
  'GET /api/me/days': {
    id: 'listActiveDays',
    summary: 'The days on which the user handed something in.',
    session: 'required',
    query: activeDaysQuerySchema,
    answers: { 200: activeDaysSchema },
    errors: ['not-found', 'rate-limited'],
  },
  'GET /api/me/sessions': {
    id: 'listSessions',
    summary:
      "The user's sessions: when each was created and last used, with which browser and system.",
    session: 'required',
    answers: { 200: sessionListSchema },
  },
  'DELETE /api/me/sessions/:id': {
    id: 'endSession',
    summary: "Ends one of the user's sessions, immediately. Ending the current one signs out.",
    session: 'required',
    answers: { 204: z.undefined() },
  },
  'DELETE /api/me/sessions': {
    id: 'endOtherSessions',
    summary: "Ends all of the user's sessions except the current one.",
    session: 'required',
    answers: { 204: z.undefined() },
  },
  'GET /api/me/events': {
    id: 'followUser',
    summary: 'Server-Sent Events for all tabs and devices of the user: submission, progress.',
    session: 'required',
    query: courseQuerySchema,
    answers: {},
    events: userEventSchemas,
    errors: ['not-found', 'rate-limited'],
  },
  'GET /api/courses': {
    id: 'listCourses',
    summary: 'All courses.',
    answers: { 200: courseListSchema },
  },
  'GET /api/assignments': {
    id: 'listAssignments',
    summary: 'The assignments of a course, in order.',
    query: courseQuerySchema,
    answers: { 200: assignmentListSchema },
    errors: ['not-found'],
  },
  'POST /api/assignments': {
    id: 'listAssignmentsByPost',
    summary: 'Same as GET.',
    reads: true,
    query: courseQuerySchema,
    answers: { 200: assignmentListSchema },
    errors: ['not-found'],
  },
  'GET /api/assignments/:id': {
    id: 'readAssignment',
    summary: 'All that a student needs for an assignment.',
    answers: { 200: assignmentSchema },
  },
  'POST /api/assignments/:id': {
    id: 'readAssignmentByPost',
    summary: 'Same as GET.',
    reads: true,
    answers: { 200: assignmentSchema },
  },
  // The address of an assignment's page has slugs: the page reads it without the list first.
  'GET /api/courses/:course/assignments/:assignment': {
    id: 'readAssignmentBySlugs',
    summary:
      "The same, by the slugs of course and assignment, as in the address of the assignment's page.",
    answers: { 200: assignmentSchema },
  },
  'GET /api/assignments/:id/examples': {
    id: 'readExamples',
    summary: 'The public tests, in the form in which the judge runs them.',
    answers: { 200: examplesSchema },
  },
  'GET /api/assignments/:id/files/:name': {
    id: 'readGivenFile',
    summary:
      'A file that students are given, byte for byte: one of `givenFiles` of the assignment. Slashes in the name are encoded.',
    answers: {},
    sendsFile: ['text/plain; charset=utf-8', 'application/octet-stream'],
  },
  'GET /api/assignments/:id/solution': {
    id: 'readSolution',
    summary:
      'The model solution, for users who have solved the assignment, if the course shows it.',
    session: 'required',
    answers: { 200: solutionSchema },
    errors: ['forbidden'],
  },
  'GET /api/drafts/:assignmentId': {
    id: 'readDraft',
    summary: "The user's draft for an assignment.",
    session: 'required',
    answers: { 200: draftAnswerSchema },
    errors: ['rate-limited'],
  },
  'PUT /api/drafts/:assignmentId': {
    id: 'writeDraft',
    summary:
      'Stores a draft: `code`, or `files` if the assignment edits several. Refused if another device has changed it since the given revision.',
    session: 'required',
    body: newDraftSchema,
    example: { code: 'print(1)\n', revision: 0 },
    answers: { 200: writtenDraftSchema },
    errors: ['wrong-files', 'course-archived', 'draft-conflict', 'rate-limited', 'storage-full'],
  },
  'POST /api/submissions': {
    id: 'handIn',
    summary:
      'Hands a program in: `code`, or `files` if the assignment edits several. Returns 200 with the result if the same one was graded before, else 202; follow its events.',
    session: 'required',
    body: newSubmissionSchema,
    example: { assignmentId: '$ASSIGNMENT_ID', code: 'print(1)\n' },
    answers: { 200: submissionAnswerSchema, 202: submissionAnswerSchema },
    errors: [
      'wrong-files',
      'not-found',
      'assignment-closed',
      'course-archived',
      'submission-in-grading',
      'rate-limited',
      'queue-full',
      'storage-full',
    ],
  },
  'GET /api/submissions': {
    id: 'listSubmissions',
    summary:
      "The user's submissions, newest first, without code, output and tests; read those one by one.",
    session: 'required',
    query: historyQuerySchema,
    answers: { 200: historySchema },
    errors: ['not-found', 'rate-limited'],
  },
  'GET /api/submissions/:id': {
    id: 'readSubmission',
    summary: "One of the user's submissions.",
    session: 'required',
    answers: { 200: submissionAnswerSchema },
    errors: ['rate-limited'],
  },
  'GET /api/submissions/:id/events': {
    id: 'followSubmission',
    summary: 'Server-Sent Events until the submission is graded: queued, grading, graded.',
    session: 'required',
    /** 204: the caller has received the result already. */
    answers: { 204: z.undefined() },
    events: submissionEventSchemas,
    errors: ['rate-limited'],
  },
  ...teachCalls,
  ...teachViewCalls,
  ...joinCalls,
  ...teachPointsCalls,
  ...teachChartCalls,
  ...auditCalls,
  'GET /health/live': {
    id: 'checkLiveness',
    summary: 'Whether the process runs.',
    query: anyQuery,
    answers: { 200: healthSchema },
  },
  'GET /health/ready': {
    id: 'checkReadiness',
    summary: 'Whether the service can serve; 503 if it cannot.',
    query: anyQuery,
    answers: { 200: healthSchema, 503: healthSchema },
  },
} as const satisfies Readonly<Record<string, Call>>;

export type Calls = typeof calls;

/** Method and path of a call, such as `GET /api/submissions/:id`. */
export type CallName = keyof Calls;
