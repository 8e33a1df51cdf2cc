import { assignments, type AssignmentSlug } from '../plan/programs.ts';
import type { StoredRow } from '../database/audit.ts';
import type { Story } from '../students/story.ts';
import type { Breach, RunRecord } from './run-record.ts';

/**
 * Points follow from the verdicts: those of each assignment that the user has a passed submission
 * for, once. So must the database's progress be, what the page would show in the end, and what each
 * `graded` event said at its time.
 */
export function findMispointed(record: RunRecord): Breach[] {
  const { rows, progress, seenProgress, stories } = record;
  const users = new Set(stories.map(({ userId }) => userId));
  return [...users].flatMap((userId) => {
    const solved = solvedBy(rows.filter((row) => row.userId === userId));
    const stored = progress.filter((row) => row.userId === userId);
    const shown = seenProgress.find((candidate) => candidate.userId === userId);
    return [
      differ('the database', userId, solved, {
        slugs: stored.filter(({ completed }) => completed).map(({ slug }) => slug),
        points: stored.reduce((sum, { points }) => sum + points, 0),
      }),
      differ('the page', userId, solved, {
        slugs: shown?.completedSlugs ?? [],
        points: shown?.points ?? NaN,
      }),
      toldWrongly(
        record,
        stories.filter((story) => story.userId === userId),
      ),
    ].flat();
  });
}

const solvedBy = (rows: readonly StoredRow[]): AssignmentSlug[] => [
  ...new Set(
    rows.filter(({ verdict }) => verdict === 'passed').map(({ slug }) => slug as AssignmentSlug),
  ),
];

const pointsOf = (slugs: Iterable<AssignmentSlug>): number =>
  [...slugs].reduce((sum, slug) => sum + assignments[slug].points, 0);

function differ(
  where: string,
  userId: string,
  solved: readonly AssignmentSlug[],
  found: { slugs: readonly string[]; points: number },
): Breach[] {
  const due = pointsOf(solved);
  const same = found.points === due && found.slugs.toSorted().join() === solved.toSorted().join();
  if (same) return [];
  const why =
    `user ${userId} has ${found.points} points for ${found.slugs.join()} by ${where}, ` +
    `and should have ${due} for ${solved.join()}`;
  return [{ why, submissionId: null, number: null }];
}

/** Of users who have submissions that they don't know of only the last word is known to be right. */
function toldWrongly({ rows }: RunRecord, stories: readonly Story[]): Breach[] {
  const known = stories.flatMap(({ submissions }) => submissions);
  const userId = stories[0]?.userId;
  if (rows.filter((row) => row.userId === userId).length > known.length) return [];
  const solved = new Set<AssignmentSlug>();
  return stories.flatMap(({ planned: { slug, number }, submissions }) =>
    submissions.flatMap(({ id, told }) => {
      if (told?.verdict === 'passed') solved.add(slug);
      const due = pointsOf(solved);
      if (told === null || told.points === null || told.points === due) return [];
      const why = `its event said ${told.points} points instead of ${due}`;
      return [{ why, submissionId: id, number }];
    }),
  );
}
