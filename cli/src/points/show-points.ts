import type { CourseStudent, PointsCourse, PointsRule, StudentPoints } from '@touchstone/contracts';
import { byteOrderMark, csvLine } from '@touchstone/contracts/csv';
import { createPointsTable, type PointsFormat } from '@touchstone/runtime/points-table';
import type { PointsStore } from '../control/points-calls.ts';
import type { Target } from '../shared/target.ts';
import { warn } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { writeOut } from '../shared/write-out.ts';
import { requirePointsCourse, withPointsStore } from './open-points-store.ts';
import { createPointsLines } from './render-points.ts';

/** Cells that are read at a time. */
const maxCells = 10_000;

export interface PointsOutput {
  readonly rule: PointsRule;
  readonly as: 'table' | 'json' | PointsFormat;
  /** Whether CSV starts with a byte order mark. */
  readonly bom: boolean;
}

/** Prints a table of students and assignments, a page of students at a time. */
export async function showPoints(
  target: Target,
  slug: string,
  { rule, as, bom }: PointsOutput,
): Promise<void> {
  await withPointsStore(target, 'points', async (store) => {
    const whole = await requirePointsCourse(store, slug);
    const course = { ...whole, assignments: whole.assignments.filter(({ counts }) => counts) };
    const lines = linesOf(course, as);
    let leftOut = 0;
    await writeOut(`${as === 'table' || as === 'json' || !bom ? '' : byteOrderMark}${lines.head}`);
    for await (const page of readPoints(store, course, rule)) {
      const rows = page.map(([student, points]) => lines.row(student, points));
      leftOut += rows.filter((row) => row === '').length;
      await writeOut(rows.join(''));
    }
    if (leftOut > 0) {
      warn(
        `${counted(leftOut, 'student')} without number and mail address left out: the platform could not tell who they are.`,
      );
    }
  });
}

interface Lines {
  readonly head: string;
  /** Empty: the student is left out. */
  readonly row: (student: CourseStudent, points: StudentPoints) => string;
}

function linesOf(course: PointsCourse, as: PointsOutput['as']): Lines {
  if (as === 'json') {
    const { slug, title, assignments: columns } = course;
    return {
      head: `${JSON.stringify({ kind: 'course', format: 1, slug, title, assignments: columns })}\n`,
      row: (student, { total, assignments }) =>
        `${JSON.stringify({ kind: 'student', ...student, total, assignments })}\n`,
    };
  }
  if (as === 'table') {
    const { head, row } = createPointsLines(course);
    return { head: `${head}\n`, row: (student, points) => `${row(student, points)}\n` };
  }
  const table = createPointsTable(as, course.assignments);
  return {
    head: table.head.map(csvLine).join(''),
    row: (student, points) => {
      const cells = table.row(student, points);
      return cells === null ? '' : csvLine(cells);
    },
  };
}

/** In the order of the course's students. */
async function* readPoints(
  store: PointsStore,
  { slug, students, assignments }: PointsCourse,
  rule: PointsRule,
): AsyncGenerator<[CourseStudent, StudentPoints][]> {
  const pageSize = Math.max(1, Math.floor(maxCells / Math.max(1, assignments.length)));
  for (let start = 0; start < students.length; start += pageSize) {
    const page = students.slice(start, start + pageSize);
    const uuids = page.map(({ uuid }) => uuid);
    const points = await store.listStudentPoints(slug, uuids, rule);
    const byStudent = new Map(points.map((one) => [one.student, one]));
    yield page.map((student) => [
      student,
      byStudent.get(student.uuid) ?? { student: student.uuid, total: 0, assignments: [] },
    ]);
  }
}
