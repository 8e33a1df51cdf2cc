import type { History, ResultSummary } from '@touchstone/contracts';
import { sql, type Expression } from 'kysely';
import { countedPoints } from './counted-points.ts';
import type { Connection } from '../tables.ts';
import { fixedQuery } from './fixed-query.ts';
import {
  selectStored,
  statusOf,
  toStoredSubmission,
  withEarlierTests,
  type StoredSubmission,
} from './stored-submission.ts';
import { isUuid } from './uuid.ts';

export async function readSubmission(db: Connection, id: string): Promise<StoredSubmission | null> {
  if (!isUuid(id)) return null;
  const row = await selectStored(db).where('s.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toStoredSubmission(row);
}

/** With the user's points in the course once it is graded; 0 before that. */
export type SubmissionWithPoints = StoredSubmission & { readonly points: number };

/**
 * The submissions that exist, in any order. PostgreSQL plans a query by an array with each call, which takes
 * longer than running it, so one submission is read by its id.
 */
export async function readSubmissionsWithPoints(
  db: Connection,
  ids: readonly string[],
): Promise<SubmissionWithPoints[]> {
  const [id, ...others] = ids.filter(isUuid);
  if (id === undefined) return [];
  const rows =
    others.length === 0
      ? await readWithPoints(db, { id })
      : await selectWithPoints(db)
          .where(sql<boolean>`s.id = any(${sql.val([id, ...others])}::uuid[])`)
          .execute();
  return rows.map((row) => ({ ...toStoredSubmission(row), points: row.points }));
}

const selectWithPoints = (db: Connection) =>
  selectStored(db).select(
    sql<number>`case when s.status = 'graded'
      then ${countedPoints(sql`s.user_id`, sql`assignments.course_id`)} else 0 end`.as('points'),
  );

const readWithPoints = fixedQuery((db, { id }: { id: string }) =>
  selectWithPoints(db).where('s.id', '=', id),
);

/** The id of the user's submission that is queued or in grading; null when there is none. */
export async function readUngradedSubmissionId(
  db: Connection,
  userId: string,
): Promise<string | null> {
  return (await readUngradedSubmission(db, userId))?.id ?? null;
}

/** The same, with its assignment. */
export const readUngradedSubmission = async (
  db: Connection,
  userId: string,
): Promise<{ readonly id: string; readonly assignmentId: string } | null> =>
  (await selectUngradedId(db, userId).select('assignment_id as assignmentId').executeTakeFirst()) ??
  null;

/** The condition of the indexes for them, written out, since PostgreSQL must recognise it. */
export const isInGrading = sql<boolean>`status in ('queued', 'grading')`;

export const selectUngradedId = (db: Connection, userId: string | Expression<string>) =>
  db.selectFrom('submissions').select('id').where('user_id', '=', userId).where(isInGrading);

/**
 * The summary of results that were stored without one. Evaluated only for those, since it reads the
 * whole result.
 */
const summaryOfResult = sql`case when coalesce(s.result, source.result) is null then null else
  coalesce(s.result, source.result) - array['tests', 'output'] || jsonb_build_object(
    'testCount', jsonb_array_length(coalesce(s.result, source.result) -> 'tests'),
    'passedTestCount', jsonb_array_length(jsonb_path_query_array(
      coalesce(s.result, source.result), '$.tests[*] ? (@.outcome == "passed")'
    ))
  ) end`;

/** Without code, output and tests, which are large and stored outside of the row. */
const selectEntries = (db: Connection) =>
  db
    .selectFrom('submissions as s')
    .leftJoin('submissions as leader', 'leader.id', 's.leader_id')
    .leftJoin('submissions as source', 'source.id', 's.reused_from')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select([
      's.id',
      's.assignment_id as assignmentId',
      's.reused_from as reusedFrom',
      's.created_at',
      's.graded_at',
      's.regraded_at',
      statusOf.as('status'),
      withEarlierTests.as('earlierTests'),
      sql<ResultSummary | null>`coalesce(s.summary, source.summary, ${summaryOfResult})`.as(
        'result',
      ),
    ]);

/**
 * A page of a user's history, newest first. `before` is the previous page's `next`; for an id that is not
 * one of the user's submissions the page is empty.
 */
export async function listSubmissions(
  db: Connection,
  page: {
    userId: string;
    /** Only those in this course. */
    courseId?: string;
    assignmentId?: string;
    limit: number;
    before?: string;
    /** Courses that the user does not see. */
    exceptIn?: readonly string[];
    /** Assignments that the user does not see. */
    exceptOf?: readonly string[];
  },
): Promise<History> {
  const { userId, courseId, assignmentId, limit, before, exceptIn = [], exceptOf = [] } = page;
  if (![assignmentId, before].every((id) => id === undefined || isUuid(id))) {
    return { submissions: [], next: null };
  }
  let query = selectEntries(db)
    .where('s.user_id', '=', userId)
    .orderBy('s.seq', 'desc')
    .limit(limit + 1);
  if (courseId !== undefined) query = query.where('assignments.course_id', '=', courseId);
  if (assignmentId !== undefined) query = query.where('s.assignment_id', '=', assignmentId);
  if (exceptIn.length > 0) query = query.where('assignments.course_id', 'not in', exceptIn);
  if (exceptOf.length > 0) query = query.where('s.assignment_id', 'not in', exceptOf);
  if (before !== undefined) {
    query = query.where('s.seq', '<', (subquery) =>
      subquery
        .selectFrom('submissions as last')
        .select('last.seq')
        .where('last.id', '=', before)
        .where('last.user_id', '=', userId),
    );
  }
  const rows = await query.execute();
  const submissions = rows
    .slice(0, limit)
    .map(({ created_at, graded_at, regraded_at, ...rest }) => ({
      ...rest,
      createdAt: created_at.toISOString(),
      gradedAt: graded_at?.toISOString() ?? null,
      regradedAt: regraded_at?.toISOString() ?? null,
    }));
  return { submissions, next: rows.length > limit ? (submissions.at(-1)?.id ?? null) : null };
}
