import { isDeepStrictEqual } from 'node:util';
import type { LoadedAssignment, LoadedCourse } from '@touchstone/contracts';
import type { Insertable, Selectable } from 'kysely';
import type { Connection, Tables } from '../tables.ts';
import { inTransaction } from './in-transaction.ts';

/** What a load changed: slugs of assignments in the course's order. */
export interface StoredCourse {
  readonly courseId: string;
  /** New, or no longer retired. */
  readonly added: string[];
  /** In more than their position. */
  readonly changed: string[];
  readonly retired: string[];
}

type AssignmentRow = Omit<Selectable<Tables['assignments']>, 'id'>;

/**
 * Stores a course in one transaction. An assignment keeps its id while course and slug stay the same.
 * One that is missing from the course is retired, with all submissions, and restored when its slug is
 * loaded again. Simultaneous loads of a course run one after the other.
 */
export async function storeCourse(db: Connection, course: LoadedCourse): Promise<StoredCourse> {
  return inTransaction(db, async (transaction) => {
    const courseId = await storeHead(transaction, course);
    const rows = course.assignments.map((one, index) => toRow(courseId, index + 1, one));
    const before = await readBefore(transaction, courseId);
    const { added, changed, moved, retired } = compare(before, rows);
    const hashes = new Set([...added, ...changed].map((row) => row.bundle_hash));
    await storeBundles(
      transaction,
      course.assignments.filter(({ bundleHash }) => hashes.has(bundleHash)),
    );
    await upsert(transaction, [...added, ...changed, ...moved, ...retired]);
    return {
      courseId,
      added: added.map(({ slug }) => slug),
      changed: changed.map(({ slug }) => slug),
      retired: retired.map(({ slug }) => slug),
    };
  });
}

/** The rows to write, each in one list, in the given order. */
function compare(before: ReadonlyMap<string, AssignmentRow>, rows: readonly AssignmentRow[]) {
  const added: AssignmentRow[] = [];
  const changed: AssignmentRow[] = [];
  const moved: AssignmentRow[] = [];
  for (const row of rows) {
    const known = before.get(row.slug);
    if (known === undefined || known.position === null) added.push(row);
    else if (!isDeepStrictEqual(contentOf(row), contentOf(known))) changed.push(row);
    else if (row.position !== known.position) moved.push(row);
  }
  const slugs = new Set(rows.map(({ slug }) => slug));
  const retired = [...before.values()]
    .filter(({ slug, position }) => position !== null && !slugs.has(slug))
    .map((row) => ({ ...row, position: null }));
  return { added, changed, moved, retired };
}

/** Locks the course's row for the rest of the transaction. */
async function storeHead(db: Connection, course: LoadedCourse): Promise<string> {
  const { slug, title, description } = course;
  const { id } = await db
    .insertInto('courses')
    .values({ slug, title, description })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet({ title, description }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** One at a time, since bundles may be large; in the order of hashes, so that loads can't deadlock. */
async function storeBundles(
  db: Connection,
  assignments: readonly LoadedAssignment[],
): Promise<void> {
  const bundles = new Map(assignments.map(({ bundleHash, bundle }) => [bundleHash, bundle]));
  for (const hash of [...bundles.keys()].sort()) {
    const bundle = bundles.get(hash);
    const { judge = null, python = null } = bundle?.record?.madeBy ?? {};
    const content = JSON.stringify(bundle);
    await db
      .insertInto('grading_bundles')
      .values({ hash, content, record_judge: judge, record_python: python })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute();
  }
}

async function readBefore(db: Connection, courseId: string): Promise<Map<string, AssignmentRow>> {
  const rows = await db
    .selectFrom('assignments')
    .select(['course_id', 'slug', 'position', ...contentColumns])
    .where('course_id', '=', courseId)
    .orderBy('position')
    .execute();
  return new Map(rows.map((row) => [row.slug, row]));
}

const toRow = (
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
});

const contentColumns = [
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
] as const satisfies readonly (keyof AssignmentRow)[];

const contentOf = (row: AssignmentRow) => contentColumns.map((column) => row[column]);

async function upsert(
  db: Connection,
  rows: readonly Insertable<Tables['assignments']>[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = ['position', ...contentColumns] as const;
  await db
    .insertInto('assignments')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['course_id', 'slug'])
        .doUpdateSet((eb) =>
          Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}`)])),
        ),
    )
    .execute();
}
