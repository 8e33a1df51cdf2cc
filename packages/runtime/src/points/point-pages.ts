import type { CourseStudent, PointsCourse, PointsRule, StudentPoints } from '@touchstone/contracts';
import type { PointsSource } from './points-source.ts';

/** Cells that are read at a time. */
const maxCells = 10_000;

/** Pages of students with their points, in the order of the course's students. */
export async function* pointPages(
  source: Pick<PointsSource, 'listStudentPoints'>,
  { slug, students, assignments }: PointsCourse,
  rule: PointsRule,
): AsyncGenerator<[CourseStudent, StudentPoints][]> {
  const pageSize = Math.max(1, Math.floor(maxCells / Math.max(1, assignments.length)));
  for (let start = 0; start < students.length; start += pageSize) {
    const page = students.slice(start, start + pageSize);
    const uuids = page.map(({ uuid }) => uuid);
    const points = await source.listStudentPoints(slug, uuids, rule);
    const byStudent = new Map(points.map((one) => [one.student, one]));
    yield page.map((student) => [
      student,
      byStudent.get(student.uuid) ?? { student: student.uuid, total: 0, assignments: [] },
    ]);
  }
}

/** A course with those of its assignments that count: the columns of its table of points. */
export const withCounted = (course: PointsCourse): PointsCourse => ({
  ...course,
  assignments: course.assignments.filter(({ counts }) => counts),
});
