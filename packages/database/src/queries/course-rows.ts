import type { GivenFile, LoadedAssignment } from '@touchstone/contracts';
import type { Insertable, Selectable } from 'kysely';
import type { Connection, Tables } from '../tables.ts';

export type StoredRow = Selectable<Tables['assignments']>;
/** A row as a load compares it. */
export type AssignmentRow = Omit<StoredRow, 'id'>;

/** What a load compares and writes, besides the position. */
export const contentColumns = [
  'title',
  'part',
  'points',
  'file_name',
  'starter_code',
  'handout_html',
  'public_tests',
  'hints',
  'solution',
  'bundle_hash',
  'other_files',
  'given_files',
  'solution_files',
  'opens_at',
  'due_at',
  'closes_at',
  'points_per_day',
  'release',
] as const satisfies readonly (keyof AssignmentRow)[];

export const contentOf = (row: AssignmentRow) => contentColumns.map((column) => row[column]);

export const toRow = (
  courseId: string,
  position: number,
  assignment: LoadedAssignment,
): AssignmentRow => ({
  course_id: courseId,
  slug: assignment.slug,
  position,
  title: assignment.title,
  part: assignment.part,
  points: assignment.points,
  file_name: assignment.bundle.fileName,
  starter_code: assignment.starterCode,
  handout_html: assignment.handoutHtml,
  public_tests: assignment.publicTests,
  hints: [...assignment.hints],
  solution: assignment.shownSolution,
  bundle_hash: assignment.bundleHash,
  other_files: assignment.bundle.otherFiles ?? null,
  given_files: givenFilesOf(assignment),
  solution_files: assignment.otherSolutionFiles ?? null,
  opens_at: toDate(assignment.dates?.opens),
  due_at: toDate(assignment.dates?.due),
  closes_at: toDate(assignment.dates?.closes),
  points_per_day: assignment.dates?.pointsPerDay ?? null,
  release: assignment.release ?? 'at once',
});

function givenFilesOf({ givenFiles, bundle }: LoadedAssignment): GivenFile[] | null {
  if (givenFiles === undefined) return null;
  return givenFiles.map((name) => {
    const file = bundle.files.find(({ path }) => path === name);
    if (file === undefined) throw new Error(`the bundle lacks the given file ${name}`);
    return { name, bytes: Buffer.byteLength(file.contentBase64, 'base64') };
  });
}

const asJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** The row as it is written. */
export const toInsertable = (row: AssignmentRow): Insertable<Tables['assignments']> => ({
  ...row,
  other_files: asJson(row.other_files),
  given_files: asJson(row.given_files),
  solution_files: asJson(row.solution_files),
});

const toDate = (moment: string | null | undefined): Date | null =>
  moment === null || moment === undefined ? null : new Date(moment);

/** The course's assignments by their slugs, in its order, the retired ones last. */
export async function readRows(db: Connection, courseId: string): Promise<Map<string, StoredRow>> {
  const rows = await db
    .selectFrom('assignments')
    .select(['id', 'course_id', 'slug', 'position', ...contentColumns])
    .where('course_id', '=', courseId)
    .orderBy('position')
    .execute();
  return new Map(rows.map((row) => [row.slug, row]));
}

/** Those that are somebody's. */
export async function countSubmissions(db: Connection, assignmentId: string): Promise<number> {
  const { count } = await db
    .selectFrom('submissions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('assignment_id', '=', assignmentId)
    .where('user_id', 'is not', null)
    .executeTakeFirstOrThrow();
  return count;
}
