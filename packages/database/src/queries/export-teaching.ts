import type { ExportedUser } from '@touchstone/contracts';
import type { Connection } from '../tables.ts';

/** What teachers see of a user, and wrote about the user. */
export async function exportTeaching(
  db: Connection,
  userId: string,
): Promise<Pick<ExportedUser, 'standings' | 'notes'>> {
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
    .select(['courses.slug as course', 'notes.text', 'notes.at'])
    .where('notes.user_id', '=', userId)
    .orderBy('notes.seq')
    .execute();
  return {
    standings: standings.map(({ first_at, last_at, solved_at, ...standing }) => ({
      ...standing,
      firstAt: first_at.toISOString(),
      lastAt: last_at.toISOString(),
      solvedAt: solved_at?.toISOString() ?? null,
    })),
    notes: notes.map(({ at, ...note }) => ({ ...note, at: at.toISOString() })),
  };
}
