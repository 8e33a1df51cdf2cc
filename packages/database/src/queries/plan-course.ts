import { isDeepStrictEqual } from 'node:util';
import type { LoadedAssignment, LoadedCourse } from '@touchstone/contracts';
import { sql, type Selectable } from 'kysely';
import type { Connection, Tables } from '../tables.ts';
import { contentOf, readRows, toRow, type AssignmentRow } from './course-rows.ts';

/** What a load changes: slugs of assignments in the course's order. */
export interface CourseChanges {
  /** New, or no longer retired. */
  readonly added: string[];
  /** In more than their position. */
  readonly changed: string[];
  readonly retired: string[];
  /** Tests, cases, limits or the files they read. `solved`: students who solved it with the old ones only. */
  readonly testsChanged: { slug: string; solved: number }[];
}

/** The changes, and the rows to write in that order. */
export interface CoursePlan {
  readonly changes: CourseChanges;
  readonly rows: readonly AssignmentRow[];
  /** Those whose bundle is perhaps not stored yet. */
  readonly newBundles: readonly LoadedAssignment[];
}

type Before = Selectable<Tables['assignments']>;

/** Finds out what a load of the course would change; `courseId` is '' for a new course. */
export async function planRows(
  db: Connection,
  courseId: string,
  course: LoadedCourse,
): Promise<CoursePlan> {
  const before = courseId === '' ? new Map<string, Before>() : await readRows(db, courseId);
  const added: AssignmentRow[] = [];
  const changed: AssignmentRow[] = [];
  const moved: AssignmentRow[] = [];
  const testsChanged: CourseChanges['testsChanged'] = [];
  const newBundles: LoadedAssignment[] = [];
  for (const [index, assignment] of course.assignments.entries()) {
    const row = toRow(courseId, index + 1, assignment);
    const known = before.get(row.slug);
    if (known === undefined || known.position === null) added.push(row);
    else if (!isDeepStrictEqual(contentOf(row), contentOf(known))) changed.push(row);
    else if (row.position !== known.position) moved.push(row);
    if (known?.bundle_hash === row.bundle_hash) continue;
    newBundles.push(assignment);
    const solved = known === undefined ? null : await solvedWithOldTests(db, known, assignment);
    if (solved !== null) testsChanged.push({ slug: row.slug, solved });
  }
  const slugs = new Set(course.assignments.map(({ slug }) => slug));
  const retired = [...before.values()]
    .filter(({ slug, position }) => position !== null && !slugs.has(slug))
    .map(({ id: _id, ...row }) => ({ ...row, position: null }));
  const slugsOf = (rows: readonly AssignmentRow[]) => rows.map(({ slug }) => slug);
  return {
    changes: {
      added: slugsOf(added),
      changed: slugsOf(changed),
      retired: slugsOf(retired),
      testsChanged,
    },
    rows: [...added, ...changed, ...moved, ...retired],
    newBundles,
  };
}

/** Null if the tests are the same: then the bundle differs in other things, such as its record. */
async function solvedWithOldTests(
  db: Connection,
  known: Before,
  { bundle }: LoadedAssignment,
): Promise<number | null> {
  const { rows } = await sql<{ solved: number | null }>`
    with new as (select tests_hash_of(${JSON.stringify(bundle)}::jsonb) as hash)
    select case when new.hash <> (
      select tests_hash from grading_bundles where hash = ${known.bundle_hash}
    ) then (
      select count(*)::integer from progress
      where progress.assignment_id = ${known.id} and progress.completed and not exists (
        select from submissions as s
        join grading_bundles as bundle on bundle.hash = s.bundle_hash
        left join submissions as source on source.id = s.reused_from
        where s.user_id = progress.user_id and s.assignment_id = progress.assignment_id
          and 'passed' in (s.verdict, source.verdict) and bundle.tests_hash = new.hash
      )
    ) end as solved
    from new`.execute(db);
  return rows[0]?.solved ?? null;
}
