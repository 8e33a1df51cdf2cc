import { assignments, type AssignmentSlug } from '../plan/programs.ts';
import type { StoredRow } from '../database/audit.ts';
import type { Story } from '../students/story.ts';
import type { Breach, RunLog } from './run-log.ts';

/**
 * Points follow from the verdicts: each assignment with a passed submission counts once. The progress
 * in the database, on the page at the end, and in each `graded` event at its time must agree.
 */
export function findWrongPoints(log: RunLog): Breach[] {
  const { rows, progress, seenProgress, stories } = log;
  const users = new Set(stories.map(({ userId }) => userId));
  return [...users].flatMap((userId) => {
    const own = stories.filter((story) => story.userId === userId);
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
      findWrongEventPoints(log, own),
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
    `user ${userId} has ${found.points} points for ${found.slugs.join()} in ${where}, ` +
    `and should have ${due} for ${solved.join()}`;
  return [{ why, submissionId: null, number: null }];
}

/** Users who don't know all their submissions are skipped: their events can't be predicted. */
function findWrongEventPoints({ rows }: RunLog, stories: readonly Story[]): Breach[] {
  const known = stories.flatMap(({ submissions }) => submissions);
  const userId = stories[0]?.userId;
  if (rows.filter((row) => row.userId === userId).length > known.length) return [];
  const solved = new Set<AssignmentSlug>();
  return stories.flatMap(({ planned: { slug, number }, submissions }) =>
    submissions.flatMap(({ id, received }) => {
      if (received?.verdict === 'passed') solved.add(slug);
      const due = pointsOf(solved);
      if (received === null || received.points === null || received.points === due) return [];
      const why = `its event had ${received.points} points instead of ${due}`;
      return [{ why, submissionId: id, number }];
    }),
  );
}
