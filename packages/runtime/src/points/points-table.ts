import type {
  CourseStudent,
  PointsCourse,
  PointsFormat,
  StudentPoints,
} from '@touchstone/contracts';
import type { Cell } from '@touchstone/contracts/csv';

/** A table of students and assignments, to be written row by row. */
export interface PointsTable {
  /** The rows before those of students. */
  readonly head: readonly (readonly Cell[])[];
  /** Null: the student is left out, since the platform could not tell who it is. */
  row(student: CourseStudent, points: StudentPoints): Cell[] | null;
}

type Assignment = Pick<PointsCourse['assignments'][number], 'slug' | 'title' | 'points'>;

/** `assignments` are the columns. A cell is empty where nothing is graded, which is not 0. */
export function createPointsTable(
  format: PointsFormat,
  assignments: readonly Assignment[],
): PointsTable {
  switch (format) {
    case 'plain':
      return plainTable(assignments);
    case 'canvas':
      return canvasTable(assignments);
    case 'moodle':
      return moodleTable(assignments);
  }
}

const identityOf = ({ number, uuid }: CourseStudent): string => number ?? uuid;

function cellsOf(assignments: readonly Assignment[], points: StudentPoints): Cell[] {
  const bySlug = new Map(points.assignments.map((one) => [one.assignment, one.points]));
  return assignments.map(({ slug }) => bySlug.get(slug) ?? null);
}

/** Slugs of assignments whose points a teacher has overridden. */
function overriddenOf({ assignments }: StudentPoints): string | null {
  const slugs = assignments.flatMap(({ assignment, overridden }) =>
    overridden === undefined ? [] : [assignment],
  );
  return slugs.length === 0 ? null : slugs.join(' ');
}

function plainTable(assignments: readonly Assignment[]): PointsTable {
  const slugs = assignments.map(({ slug }) => slug);
  return {
    head: [['id', 'name', 'mail', 'group', ...slugs, 'total', 'overridden', 'uuid']],
    row: (student, points) => [
      identityOf(student),
      student.name,
      student.mail,
      student.group,
      ...cellsOf(assignments, points),
      points.total,
      overriddenOf(points),
      student.uuid,
    ],
  };
}

/**
 * What the import of Canvas' gradebook reads: five columns about the student in this order, and a row
 * with the points of each assignment. It finds a student by SIS User ID, then by SIS Login ID, then by
 * name; and an assignment by its title.
 */
function canvasTable(assignments: readonly Assignment[]): PointsTable {
  const columns = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section'];
  const blanks = columns.slice(1).map(() => null);
  return {
    head: [
      [...columns, ...titlesOf(assignments)],
      ['Points Possible', ...blanks, ...assignments.map(({ points }) => points)],
    ],
    row: (student, points) => [
      canvasName(student),
      null,
      student.number,
      student.mail,
      student.group,
      ...cellsOf(assignments, points),
    ],
  };
}

/** Canvas takes a row whose first cell has `Points Possible` in it for the one with the points. */
const canvasName = ({ name, uuid }: CourseStudent): string =>
  name?.replaceAll('Points Possible', 'Points  Possible') ?? uuid;

/**
 * Moodle asks which column identifies the student, and which grade item each of the others is. It gives a row
 * without an identity to the student of the row before, so no row is without: a uuid in its place makes it
 * refuse the file.
 */
function moodleTable(assignments: readonly Assignment[]): PointsTable {
  return {
    head: [['ID number', 'Email address', 'Name', ...titlesOf(assignments)]],
    row: (student, points) => {
      const { uuid, number, mail, name } = student;
      if (number === null && mail === null) return null;
      // For PHP the text 0 is empty.
      const id = number === '0' ? uuid : (number ?? uuid);
      return [id, mail ?? uuid, name, ...cellsOf(assignments, points)];
    },
  };
}

/** Both platforms tell columns apart by their titles only. */
function titlesOf(assignments: readonly Assignment[]): string[] {
  const titles = assignments.map(({ title }) => title.trim());
  const isUnique = (title: string): boolean =>
    titles.filter((other) => other.toLowerCase() === title.toLowerCase()).length === 1;
  return assignments.map(({ slug }, index) => {
    const title = titles[index] ?? slug;
    return isUnique(title) ? title : `${title} - ${slug}`;
  });
}
