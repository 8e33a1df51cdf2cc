import { z } from 'zod';

/** The header with a request's id, in requests and answers. */
export const requestIdHeader = 'x-request-id';

/** The form of a received id to be accepted. Without the flag `m`, `$` is the end of the text. */
const requestIdPattern = /^[A-Za-z0-9-]{1,64}$/;

export const requestIdSchema = z.string().regex(requestIdPattern);

/** The header's value if it is exactly one id, else null. */
export function readRequestId(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' && requestIdPattern.test(header) ? header : null;
}
