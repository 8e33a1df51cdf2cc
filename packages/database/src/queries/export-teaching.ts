import type { ExportedUser } from '@touchstone/contracts';
import type { Connection } from '../tables.ts';

/** What teachers see of a user, and wrote about the user. */
export async function exportTeaching(
  db: Connection,
  userId: string,
): Promise<Pick<ExportedUser, 'standings' | 'notes' | 'seenMarks' | 'dateChanges'>> {
  const standings = await db
    .selectFrom('standings')
    .innerJoin('assignments', 'assignments.id', 'standings.assignment_id')
    .innerJoin('courses', 'courses.id', 'standings.course_id')
    .select(['courses.slug as course', 'assignments.slug as assignment', 'standings.tries'])
    .select(['standings.first_at', 'standings.last_at', 'standings.solved_at'])
    .where('standings.user_id', '=', userId)
    .orderBy('courses.seq')
    .orderBy('assignments.slug')
    .execute();
  const notes = await db
    .selectFrom('notes')
    .innerJoin('courses', 'courses.id', 'notes.course_id')
    .leftJoin('members', (join) =>
      join
        .onRef('members.course_id', '=', 'notes.course_id')
        .onRef('members.user_id', '=', 'notes.author_id'),
    )
    .select(['courses.slug as course', 'notes.text', 'notes.at', 'members.name as byName'])
    .where('notes.user_id', '=', userId)
    .orderBy('notes.seq')
    .execute();
  const seen = await db
    .selectFrom('seen_marks')
    .innerJoin('assignments', 'assignments.id', 'seen_marks.assignment_id')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['courses.slug as course', 'assignments.slug as assignment', 'seen_marks.at'])
    .where('seen_marks.user_id', '=', userId)
    .orderBy('seen_marks.at')
    .execute();
  const dates = await db
    .selectFrom('date_changes as change')
    .innerJoin('assignments', 'assignments.id', 'change.assignment_id')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['courses.slug as course', 'assignments.slug as assignment', 'change.reason'])
    .select(['change.opens_at', 'change.due_at', 'change.closes_at', 'change.changed_at'])
    .where('change.user_id', '=', userId)
    .orderBy('change.changed_at')
    .execute();
  return {
    seenMarks: seen.map(({ at, ...mark }) => ({ ...mark, at: at.toISOString() })),
    dateChanges: dates.map(({ opens_at, due_at, closes_at, changed_at, ...change }) => ({
      ...change,
      opens: opens_at?.toISOString() ?? null,
      due: due_at?.toISOString() ?? null,
      closes: closes_at?.toISOString() ?? null,
      changedAt: changed_at.toISOString(),
    })),
    standings: standings.map(({ first_at, last_at, solved_at, ...standing }) => ({
      ...standing,
      firstAt: first_at.toISOString(),
      lastAt: last_at.toISOString(),
      solvedAt: solved_at?.toISOString() ?? null,
    })),
    notes: notes.map(({ at, ...note }) => ({ ...note, at: at.toISOString() })),
  };
}
