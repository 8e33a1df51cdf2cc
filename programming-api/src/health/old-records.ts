import { listCoursesWithOldRecords, type Database } from '@touchstone/database';
import { keepFor } from '@touchstone/service';
import type { FastifyBaseLogger } from 'fastify';
import type { Graders } from '../grading/graders.ts';

/** What was found is told again for so long: health is asked often, and by anyone. */
const keptMs = 10_000;

/**
 * Resolves to a sentence for each course that should be loaded again. Nobody is kept from grading by
 * it, so it is no reason against readiness; but a program may be held to what the model solution did
 * under another Python.
 */
export function createOldRecords(deps: {
  database: Pick<Database, 'kysely'>;
  graders: Pick<Graders, 'serving'>;
  /** Graders need no records. */
  forgeable: boolean;
  log: FastifyBaseLogger;
}): () => Promise<string[]> {
  const { database, graders, forgeable, log } = deps;
  let told = '';

  const look = async (): Promise<string[]> => {
    const serving = await graders.serving();
    if (forgeable || serving.length === 0) return [];
    const titles = await listCoursesWithOldRecords(database.kysely, serving);
    const courses = titles.join(', ');
    if (courses !== '' && courses !== told) log.warn({ courses }, 'Courses are to be loaded again');
    told = courses;
    return titles.map(
      (title) =>
        `The records of the course ${JSON.stringify(title)} are missing, or were made by another ` +
        'version of the judge or of Python than grades now: run `touchstone course load DIR`.',
    );
  };

  // What can't be looked up is told by the reasons against readiness.
  return keepFor(keptMs, () => look().catch(() => []));
}
