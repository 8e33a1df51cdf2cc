import { ProblemError } from '@touchstone/runtime';
import { z } from 'zod';

export { ProblemError };

export const notFound = (what: string): ProblemError =>
  new ProblemError('not-found', { detail: `There is no such ${what}.` });

const uuidSchema = z.uuid();

/** The id in the database's spelling. @throws ProblemError 404 if it is malformed */
export function parseId(id: string, what: string): string {
  if (!uuidSchema.safeParse(id).success) throw notFound(what);
  return id.toLowerCase();
}
