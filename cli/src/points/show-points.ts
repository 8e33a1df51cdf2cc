import type { PointsCourse, PointsFormat, PointsRule } from '@touchstone/contracts';
import { byteOrderMark } from '@touchstone/contracts/csv';
import { pointPages, pointsCsv, withCounted, type PointsLines } from '@touchstone/runtime/points';
import type { Target } from '../shared/target.ts';
import { warn } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { writeOut } from '../shared/write-out.ts';
import { requirePointsCourse, withPointsStore } from './open-points-store.ts';
import { createPointsLines } from './render-points.ts';

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
    const course = withCounted(await requirePointsCourse(store, slug));
    await store.noteExport({ what: 'export-points', course: slug });
    const lines = linesOf(course, as);
    let leftOut = 0;
    await writeOut(`${as === 'table' || as === 'json' || !bom ? '' : byteOrderMark}${lines.head}`);
    for await (const page of pointPages(store, course, rule)) {
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

function linesOf(course: PointsCourse, as: PointsOutput['as']): PointsLines {
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
  return pointsCsv(course, as);
}
