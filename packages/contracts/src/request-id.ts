import { z } from 'zod';

/** The header in which a request's id travels, both ways. */
export const requestIdHeader = 'x-request-id';

/** What an id of somebody else's must be to be kept; without `m`, so `$` is the end of the text. */
const requestIdPattern = /^[A-Za-z0-9-]{1,64}$/;

export const requestIdSchema = z.string().regex(requestIdPattern);

/** The header's value if it is one id; null for anything else. */
export function readRequestId(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' && requestIdPattern.test(header) ? header : null;
}
