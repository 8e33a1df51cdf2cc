import { listCoursesWithOldRecords, type Database } from '@touchstone/database';
import { keepFor } from '@touchstone/runtime';
import type { FastifyBaseLogger } from 'fastify';
import type { Graders } from '../grading/graders.ts';

/** How long an answer is reused: health is requested often, and by anyone. */
const keptMs = 10_000;

/**
 * Resolves to sentences about graders that differ, and about each course that should be loaded again.
 * This does not prevent grading, so it is not a reason against readiness; but results are not reused, and
 * programs may be compared to what the model solution did under another Python.
 */
export function createGraderWarnings(deps: {
  database: Pick<Database, 'kysely'>;
  graders: Pick<Graders, 'serving'>;
  /** Graders need no records. */
  forgeable: boolean;
  log: FastifyBaseLogger;
}): () => Promise<string[]> {
  const { database, graders, forgeable, log } = deps;
  let logged = '';

  const find = async (): Promise<string[]> => {
    const serving = await graders.serving();
    if (forgeable || serving.length === 0) return [];
    const titles = await listCoursesWithOldRecords(database.kysely, serving);
    const courses = titles.join(', ');
    if (courses !== '' && courses !== logged)
      log.warn({ courses }, 'Courses should be loaded again');
    logged = courses;
    return [...(serving.length > 1 ? [differing] : []), ...titles.map(loadAgain)];
  };

  // If the database is unavailable, the reasons against readiness say so.
  return keepFor(keptMs, () => find().catch(() => []));
}

const differing =
  'Graders have different versions of the judge or of Python, so no result is reused: ' +
  'update all of them to the same version.';

const loadAgain = (title: string): string =>
  `The records of the course ${JSON.stringify(title)} are missing, or were made with another ` +
  'version of the judge or of Python than the graders use: run `touchstone course load DIR`.';
