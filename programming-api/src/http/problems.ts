import { ProblemError } from '@touchstone/runtime';
import { z } from 'zod';

export { ProblemError };

export const notFound = (what: string): ProblemError =>
  new ProblemError('not-found', { detail: `There is no such ${what}.` });

/** @throws ProblemError 403 if the course is read-only */
export function refuseIfArchived({ archived }: { archived: boolean }): void {
  if (!archived) return;
  throw new ProblemError('course-archived', {
    detail: 'The course is archived: you can read it, but nothing is handed in or saved any more.',
  });
}

const uuidSchema = z.uuid();

/** The id in the database's spelling. @throws ProblemError 404 if it is malformed */
export function parseId(id: string, what: string): string {
  if (!uuidSchema.safeParse(id).success) throw notFound(what);
  return id.toLowerCase();
}
