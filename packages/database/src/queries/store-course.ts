import type { LoadedAssignment, LoadedCourse } from '@touchstone/contracts';
import type { Connection } from '../tables.ts';
import { contentColumns, toInsertable, type AssignmentRow } from './course-rows.ts';
import { noteActions, type Actor } from './audit-log.ts';
import { raisePoints } from './date-changes.ts';
import { inTransaction } from './in-transaction.ts';
import { noChanges, planRows, type CourseChanges, type LoadOptions } from './plan-course.ts';

export interface StoredCourse extends CourseChanges {
  readonly courseId: string;
}

export interface StoreOptions extends LoadOptions {
  /** Who loads it, for the audit log; left out: nobody who is to be in it. */
  readonly actor?: Actor;
}

/** A load would lose what students have; the message says what to do. */
export class CourseRefusedError extends Error {
  override readonly name = 'CourseRefusedError';

  constructor(refusals: readonly string[]) {
    super(['Nothing was loaded:', ...refusals.map((refusal) => `  ${refusal}.`)].join('\n'));
  }
}

/** What storing the course would change; writes nothing. */
export async function planCourse(
  db: Connection,
  course: LoadedCourse,
  options: LoadOptions = {},
): Promise<CourseChanges> {
  const known = await db
    .selectFrom('courses')
    .select(['id', 'archived_at'])
    .where('slug', '=', course.slug)
    .executeTakeFirst();
  if (known !== undefined && known.archived_at !== null) return { ...noChanges, archived: true };
  return (await planRows(db, known?.id ?? '', course, options)).changes;
}

/**
 * Stores a course in one transaction. An assignment keeps its id while course and slug stay the same, or if
 * it says which slug it had. One that is missing from the course is retired, with all submissions, and
 * restored when its slug is loaded again. One that is not published is hidden in the same way, and so are
 * all of a course that is not. Rejects with a CourseRefusedError if one with submissions is missing that
 * `retire` does not name. With an `actor` a load that changes something is in the audit log. Simultaneous loads of a course run one after the other. Other dates may raise points,
 * and never lower them.
 */
export async function storeCourse(
  db: Connection,
  course: LoadedCourse,
  { actor, ...options }: StoreOptions = {},
): Promise<StoredCourse> {
  const { redated, ...stored } = await inTransaction(db, async (transaction) => {
    const known = await lockCourse(transaction, course.slug);
    if (known?.archived === true) {
      return { courseId: known.id, ...noChanges, archived: true as const, redated: [] };
    }
    const { published = true } = course;
    const before = await readDates(transaction, course.slug);
    const courseId = await storeHead(transaction, course);
    const { changes, rows, newBundles } = await planRows(transaction, courseId, course, options);
    if (changes.refusals.length > 0) throw new CourseRefusedError(changes.refusals);
    for (const { slug, from } of changes.renamed) {
      await transaction
        .updateTable('assignments')
        .set({ slug })
        .where('course_id', '=', courseId)
        .where('slug', '=', from)
        .execute();
    }
    await storeBundles(transaction, newBundles);
    await upsert(transaction, rows);
    const after = await readDates(transaction, course.slug);
    const redated = [...after].filter(([id, dates]) => before.has(id) && before.get(id) !== dates);
    const isOther = known !== null && known.published !== published;
    if (actor !== undefined) await noteLoad(transaction, { actor, courseId, changes, isOther });
    return {
      ...{ courseId, ...changes, ...(isOther && { published }) },
      redated: redated.map(([id]) => id),
    };
  });
  for (const assignmentId of redated) await raisePoints(db, { assignmentId });
  return stored;
}

async function noteLoad(
  transaction: Connection,
  of: { actor: Actor; courseId: string; changes: CourseChanges; isOther: boolean },
): Promise<void> {
  const { actor, courseId, changes, isOther } = of;
  const { added, changed, retired, renamed, restored = [] } = changes;
  const details = {
    added: added.length + restored.length,
    changed: changed.length + renamed.length,
    retired: retired.length,
  };
  if (!isOther && Object.values(details).every((count) => count === 0)) return;
  await noteActions(transaction, [{ actor, courseId, action: 'load-course', details }]);
}

/** What decides how much late submissions cost, by the ids of assignments. */
async function readDates(db: Connection, slug: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('assignments')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['assignments.id', 'due_at', 'points_per_day', 'time_zone'])
    .where('courses.slug', '=', slug)
    .execute();
  return new Map(
    rows.map(({ id, due_at, ...rest }) => [id, JSON.stringify([due_at?.toISOString(), rest])]),
  );
}

/** What is stored of the course, with its row locked for the rest of the transaction; null if it is new. */
async function lockCourse(
  db: Connection,
  slug: string,
): Promise<{ id: string; published: boolean; archived: boolean } | null> {
  const course = await db
    .selectFrom('courses')
    .select(['id', 'published', 'archived_at'])
    .where('slug', '=', slug)
    .forUpdate()
    .executeTakeFirst();
  if (course === undefined) return null;
  return { id: course.id, published: course.published, archived: course.archived_at !== null };
}

/** Locks the course's row for the rest of the transaction. */
async function storeHead(db: Connection, course: LoadedCourse): Promise<string> {
  const { slug, title, description, published = true, access = 'open' } = course;
  const { anonymous = false, timeZone = 'UTC' } = course;
  const head = { title, description, published, access, anonymous, time_zone: timeZone };
  const { id } = await db
    .insertInto('courses')
    .values({ slug, ...head })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet(head))
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

async function upsert(db: Connection, rows: readonly AssignmentRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = ['position', ...contentColumns] as const;
  await db
    .insertInto('assignments')
    .values(rows.map(toInsertable))
    .onConflict((conflict) =>
      conflict
        .columns(['course_id', 'slug'])
        .doUpdateSet((eb) =>
          Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}`)])),
        ),
    )
    .execute();
}
