import { z } from 'zod';
import { draftSchema } from './draft.ts';

/**
 * Every error that the HTTP contract knows, by the stable ending of its `type`. A new one is
 * added here and nowhere else.
 */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not of the expected form' },
  unauthenticated: { status: 401, title: 'No valid session' },
  forbidden: { status: 403, title: 'Not allowed' },
  'invalid-code': { status: 403, title: 'That code is not valid' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'submission-in-grading': { status: 409, title: 'Another submission of yours is in grading' },
  'already-graded': { status: 409, title: 'The submission is graded already' },
  'stale-attempt': { status: 409, title: 'A newer attempt took over' },
  'draft-conflict': { status: 409, title: 'The draft was changed elsewhere' },
  'too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'Send application/json' },
  'unknown-host': { status: 421, title: 'This server does not answer to that host name' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'Request headers too large' },
  'internal-error': { status: 500, title: 'The fault is ours' },
  'queue-full': { status: 503, title: 'The queue is full' },
  'storage-full': { status: 503, title: 'The disk is almost full' },
  unavailable: { status: 503, title: 'Not available right now' },
  'gateway-error': { status: 502, title: 'A server behind this one did not answer' },
  'gateway-timeout': { status: 504, title: 'A server behind this one did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemType = keyof typeof problems;

/** Media type of every error, RFC 9457. */
export const problemMediaType = 'application/problem+json';

/** The `type` member of a problem document: its stable ending is the key in {@link problems}. */
export const problemTypeUri = (type: ProblemType): string => `/problems/${type}`;

/**
 * An RFC 9457 problem document; `submissionId` comes with `submission-in-grading`, `draft` with
 * `draft-conflict`.
 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  /** Names the request in the server's log, as `X-Request-Id` does; there on every 5xx. */
  requestId: z.string().optional(),
  submissionId: z.uuid().optional(),
  draft: draftSchema.optional(),
  /** What is wrong with the request, one sentence for each fault. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
