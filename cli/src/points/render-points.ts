import type { CourseStudent, PointsCourse, StudentPoints } from '@touchstone/contracts';
import { withoutControls } from '../shared/terminal.ts';

/** Wide enough for points such as 1234.5. */
const pointsWidth = 6;

/** A star marks points that a teacher has overridden. */
const renderCell = (cell: StudentPoints['assignments'][number] | undefined): string =>
  cell === undefined ? '-' : `${cell.points}${cell.overridden === undefined ? '' : '*'}`;

/** The lines of a table for the terminal: names on the left, points on the right of their columns. */
export function createPointsLines({ assignments, students }: PointsCourse) {
  const slugs = assignments.map(({ slug }) => slug);
  const about = ['id', 'name', 'group'] as const;
  const cellsOf = ({ number, uuid, name, group }: CourseStudent): string[] =>
    [number ?? uuid, name ?? '-', group ?? '-'].map(withoutControls);
  const aboutWidths = students.reduce<number[]>(
    (widths, student) => cellsOf(student).map((cell, i) => Math.max(cell.length, widths[i] ?? 0)),
    about.map((title) => title.length),
  );
  const pointsWidths = [...slugs, 'total'].map((title) => Math.max(title.length, pointsWidth));
  const line = (left: readonly string[], right: readonly string[]): string =>
    [
      ...left.map((cell, i) => cell.padEnd(aboutWidths[i] ?? 0)),
      ...right.map((cell, i) => cell.padStart(pointsWidths[i] ?? 0)),
    ].join('  ');
  return {
    head: line(about, [...slugs, 'total']),
    row: (student: CourseStudent, points: StudentPoints): string => {
      const bySlug = new Map(points.assignments.map((one) => [one.assignment, one]));
      const cells = slugs.map((slug) => renderCell(bySlug.get(slug)));
      return line(cellsOf(student), [...cells, String(points.total)]);
    },
  };
}
