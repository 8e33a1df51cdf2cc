import type { LoadedCourse } from '@touchstone/contracts';
import { changeDates, listDateChanges, release, type Database } from '@touchstone/database';

/** The course, with assignments that are due in a far future. */
export const withDue = (course: LoadedCourse): LoadedCourse => ({
  ...course,
  assignments: course.assignments.map((assignment) => ({
    ...assignment,
    dates: { opens: null, due: '2098-12-01T16:00:00.000Z', closes: null, pointsPerDay: null },
  })),
});

/** The id of a new extension for all. */
export async function anExtension({ kysely }: Database, assignmentId: string): Promise<string> {
  await changeDates(kysely, {
    ...{ assignmentId, scope: { kind: 'all' }, reason: null, authorId: null },
    ...{ opens: null, due: new Date('2098-12-02T16:00:00Z'), closes: null },
  });
  const { course_id: courseId } = await kysely
    .selectFrom('assignments')
    .select('course_id')
    .where('id', '=', assignmentId)
    .executeTakeFirstOrThrow();
  const changes = await listDateChanges(kysely, courseId);
  const change = changes.find((each) => each.assignmentId === assignmentId && each.userId === null);
  if (change === undefined) throw new Error('no extension');
  return change.id;
}

/** The id of a release of verdicts for all. */
export async function aRelease({ kysely }: Database, assignmentId: string): Promise<string> {
  const change = { assignmentId, scope: { kind: 'all' as const }, authorId: null };
  return (await release(kysely, change)).stored.id;
}
