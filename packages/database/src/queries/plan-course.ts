import { isDeepStrictEqual } from 'node:util';
import type { LoadedAssignment, LoadedCourse } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import {
  contentOf,
  countSubmissions,
  readRows,
  toRow,
  type AssignmentRow,
  type StoredRow,
} from './course-rows.ts';
import { planRenames } from './plan-renames.ts';

/** What a load changes: slugs of assignments in the course's order. */
export interface CourseChanges {
  readonly added: string[];
  /** Students see them again: they were retired, or not published. Absent if there are none. */
  readonly restored?: string[];
  /** In more than their position. */
  readonly changed: string[];
  readonly retired: string[];
  /** No longer shown to students; absent if there are none. */
  readonly unpublished?: string[];
  /** Students see the course again, or no longer; absent if nothing of that changes. */
  readonly published?: boolean;
  /** The course is archived, so nothing changes. */
  readonly archived?: true;
  /** `from` is the slug until now. */
  readonly renamed: { slug: string; from: string }[];
  /** Missing from the folder, but with submissions: they stay in the course, after the others. */
  readonly kept: string[];
  /** Tests, cases, limits or the files they read. `solved`: students who solved it with the old ones only. */
  readonly testsChanged: { slug: string; solved: number }[];
  /** `students` have points of it, and keep them. */
  readonly pointsChanged: { slug: string; from: number; to: number; students: number }[];
  /** Why nothing can be stored, and what to do; empty if it can. */
  readonly refusals: string[];
}

export interface LoadOptions {
  /** Slugs that may be retired although they have submissions. */
  readonly retire?: readonly string[];
  /** What to do about others that are missing and have submissions: refuse the load (default), or keep them. */
  readonly missing?: 'refuse' | 'keep';
}

/** The changes, and the rows to write in that order. */
export interface CoursePlan {
  readonly changes: CourseChanges;
  readonly rows: readonly AssignmentRow[];
  /** Those whose bundle is perhaps not stored yet. */
  readonly newBundles: readonly LoadedAssignment[];
}

export const noChanges: CourseChanges = {
  added: [],
  changed: [],
  retired: [],
  renamed: [],
  kept: [],
  testsChanged: [],
  pointsChanged: [],
  refusals: [],
};

/** Finds out what a load of the course would change; `courseId` is '' for a new course. */
export async function planRows(
  db: Connection,
  courseId: string,
  course: LoadedCourse,
  options: LoadOptions = {},
): Promise<CoursePlan> {
  if (course.published === false) return { changes: noChanges, rows: [], newBundles: [] };
  const stored = courseId === '' ? new Map<string, StoredRow>() : await readRows(db, courseId);
  const { renamed, before, refusals } = await planRenames(db, stored, course);
  const added: AssignmentRow[] = [];
  const restored: AssignmentRow[] = [];
  const changed: AssignmentRow[] = [];
  const moved: AssignmentRow[] = [];
  const testsChanged: CourseChanges['testsChanged'] = [];
  const pointsChanged: CourseChanges['pointsChanged'] = [];
  const newBundles: LoadedAssignment[] = [];
  for (const [index, assignment] of course.assignments.entries()) {
    const row = toRow(courseId, index + 1, assignment);
    const known = before.get(row.slug);
    if (known === undefined) added.push(row);
    else if (known.position === null) restored.push(row);
    else if (!isDeepStrictEqual(contentOf(row), contentOf(known))) changed.push(row);
    else if (row.position !== known.position) moved.push(row);
    if (known?.bundle_hash !== row.bundle_hash) newBundles.push(assignment);
    if (known === undefined) continue;
    const { slug, bundle_hash, points } = row;
    if (known.bundle_hash === bundle_hash && known.points === points) continue;
    const { solved, students } = await studentsOf(db, known, assignment);
    if (solved !== null) testsChanged.push({ slug, solved });
    if (known.points !== points) {
      pointsChanged.push({ slug, from: known.points, to: points, students });
    }
  }
  const missing = await planMissing(db, before, course, options);
  const slugsOf = (rows: readonly AssignmentRow[]) => rows.map(({ slug }) => slug);
  return {
    changes: {
      added: slugsOf(added),
      ...(restored.length > 0 && { restored: slugsOf(restored) }),
      changed: slugsOf(changed),
      retired: slugsOf(missing.retired),
      ...(missing.unpublished.length > 0 && { unpublished: slugsOf(missing.unpublished) }),
      kept: slugsOf(missing.kept),
      renamed,
      testsChanged,
      pointsChanged,
      refusals: [...refusals, ...missing.refusals],
    },
    rows: [
      ...added,
      ...restored,
      ...changed,
      ...moved,
      ...missing.kept,
      ...missing.retired,
      ...missing.unpublished,
    ],
    newBundles,
  };
}

/** `solved` is null if the tests are the same; `students` have points. */
async function studentsOf(
  db: Connection,
  known: StoredRow,
  { bundle }: LoadedAssignment,
): Promise<{ solved: number | null; students: number }> {
  const { rows } = await sql<{ solved: number | null; students: number }>`
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
    ) end as solved,
    (select count(*)::integer from progress where assignment_id = ${known.id}) as students
    from new`.execute(db);
  return rows[0] ?? { solved: null, students: 0 };
}

/** What happens to assignments that are not in the folder any more. */
async function planMissing(
  db: Connection,
  before: ReadonlyMap<string, StoredRow>,
  course: LoadedCourse,
  { retire = [], missing = 'refuse' }: LoadOptions,
) {
  const listed = new Set(course.assignments.map(({ slug }) => slug));
  const refusals = retire.flatMap((slug) => {
    if (listed.has(slug)) {
      return `--retire ${slug}: the folder still has it; remove it there and from course.yaml`;
    }
    return before.has(slug) ? [] : `--retire ${slug}: ${course.slug} has no such assignment`;
  });
  const kept: AssignmentRow[] = [];
  const retired: AssignmentRow[] = [];
  const unpublished: AssignmentRow[] = [];
  for (const { id, ...row } of before.values()) {
    const { slug, position } = row;
    if (position === null || listed.has(slug)) continue;
    if (course.unpublished?.includes(slug)) {
      unpublished.push({ ...row, position: null });
      continue;
    }
    const count = retire.includes(slug) ? 0 : await countSubmissions(db, id);
    if (count === 0) retired.push({ ...row, position: null });
    else if (missing === 'keep') {
      kept.push({ ...row, position: course.assignments.length + kept.length + 1 });
    } else {
      const has = `${slug}: it has ${count} ${count === 1 ? 'submission' : 'submissions'}, but the folder no longer has it`;
      refusals.push(
        `${has}. Put it back; or, if it has a new name, write "renamed-from: ${slug}" into its assignment.yaml; ` +
          `or retire it with --retire ${slug}, and its points leave the total`,
      );
    }
  }
  return { kept, retired, unpublished, refusals };
}
