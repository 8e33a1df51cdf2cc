import type { z } from 'zod';
import type { ProblemType } from './problem.ts';
import { isAboutWhileViewing } from './viewing.ts';

/** One call of the HTTP interface. The table has it under its method and path: `GET /api/me`. */
export interface Call {
  /** The `operationId` in the OpenAPI document. */
  readonly id: string;
  readonly summary: string;
  /** Whether the caller needs a session; left out where a session makes no difference. */
  readonly session?: 'required' | 'optional';
  /** A POST that changes nothing: it is accepted from any origin and with any content type. */
  readonly reads?: true;
  /** Left out: any query parameter is refused. */
  readonly query?: z.ZodType;
  /** Left out: the body is `{}`, or there is none. */
  readonly body?: z.ZodType;
  /** A body for documentation; a text that is a `$NAME` stands for a value of the reader's. */
  readonly example?: Readonly<Record<string, unknown>>;
  /** By status; errors apart. */
  readonly answers: Readonly<Partial<Record<200 | 201 | 202 | 204 | 503, z.ZodType>>>;
  /** The answer 200 is a stream of Server-Sent Events: their data by name. */
  readonly events?: Readonly<Record<string, z.ZodType>>;
  /** The answer 200 is a file, of one of these media types. */
  readonly sendsFile?: readonly string[];
  /** Problems that this call may be answered with, besides those that follow from the above. */
  readonly errors?: readonly ProblemType[];
}

/** Problems that every call may be answered with. */
export const anyCallErrors = [
  'invalid-request',
  'unknown-host',
  'headers-too-large',
  'internal-error',
  'unavailable',
  'gateway-error',
  'gateway-timeout',
] as const satisfies readonly ProblemType[];

/** The other problems that a call may be answered with. */
export function errorsOf(name: string, { session, reads, errors = [] }: Call): ProblemType[] {
  const all = new Set<ProblemType>(errors);
  if (session === 'required') all.add('unauthenticated');
  if (session === 'required' && isAboutWhileViewing(name) === 'nothing') all.add('read-only-view');
  if (name.includes('/:')) all.add('not-found');
  if (!name.startsWith('GET ')) {
    all.add('too-large').add('unsupported-media-type');
    if (reads !== true) all.add('forbidden');
  }
  return [...all];
}
