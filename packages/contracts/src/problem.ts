import { z } from 'zod';
import { draftSchema } from './draft.ts';

/**
 * Every error of the HTTP contract, by the stable ending of its `type`. nginx's error documents come
 * from here, too.
 */
export const problems = {
  'invalid-request': { status: 400, title: 'Invalid request' },
  'wrong-files': { status: 400, title: 'Not the files that the assignment edits' },
  unauthenticated: { status: 401, title: 'No valid session' },
  forbidden: { status: 403, title: 'Not allowed' },
  'read-only-view': { status: 403, title: 'You only look at the course as a student' },
  'invalid-code': { status: 403, title: 'The code is not valid' },
  'invalid-link': { status: 403, title: 'The link is not valid' },
  'invalid-passkey': { status: 403, title: 'The passkey is not valid' },
  'assignment-closed': { status: 403, title: 'The assignment is closed' },
  'course-archived': { status: 403, title: 'The course is archived' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'submission-in-grading': { status: 409, title: 'Another submission of yours is in grading' },
  'already-graded': { status: 409, title: 'The submission is already graded' },
  'stale-attempt': { status: 409, title: 'A newer attempt has started' },
  'too-many-passkeys': { status: 409, title: 'The account has too many passkeys' },
  'draft-conflict': { status: 409, title: 'The draft was changed elsewhere' },
  'last-teacher': { status: 409, title: 'The course would have no teacher' },
  'not-joinable': { status: 409, title: 'This history cannot be joined' },
  'undo-is-over': { status: 409, title: 'It can no longer be undone' },
  'not-assistant': { status: 409, title: 'Only assistants have students assigned' },
  'too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'Send application/json' },
  'unknown-host': { status: 421, title: 'Unknown host name' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'Request headers too large' },
  'internal-error': { status: 500, title: 'Internal server error' },
  'queue-full': { status: 503, title: 'The queue is full' },
  'storage-full': { status: 503, title: 'The disk is almost full' },
  'no-mail': { status: 503, title: 'This server sends no mail' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  'gateway-error': { status: 502, title: 'An upstream server did not answer' },
  'gateway-timeout': { status: 504, title: 'An upstream server did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemType = keyof typeof problems;

/** Media type of every error, RFC 9457. */
export const problemMediaType = 'application/problem+json';

/** The `type` member of a problem document: its stable ending is the key in {@link problems}. */
export const problemTypeUri = (type: ProblemType): string => `/problems/${type}`;

/**
 * An RFC 9457 problem document; `submissionId` is present for `submission-in-grading`, `draft` for
 * `draft-conflict`, `closedAt` for `assignment-closed`.
 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  /** The request's id in the server's log, same as `X-Request-Id`; present on every 5xx. */
  requestId: z.string().optional(),
  submissionId: z.uuid().optional(),
  draft: draftSchema.optional(),
  closedAt: z.iso.datetime().optional(),
  /** What is wrong with the request, one sentence each. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
