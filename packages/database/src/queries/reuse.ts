import { isDeepStrictEqual } from 'node:util';
import {
  reproducibleVerdicts,
  type MadeBy,
  type Result,
  type StoredProgram,
} from '@touchstone/contracts';
import { sql, type Expression } from 'kysely';
import { jsonObjectFrom } from 'kysely/helpers/postgres';
import type { Connection } from '../tables.ts';
import { fixedQuery } from './fixed-query.ts';
import { hashCode } from './hash-code.ts';
import { isOneOf } from './made-by.ts';
import { programValues, storesProgram } from './program-columns.ts';
import { selectUngradedId } from './submissions.ts';

/** What makes two submissions the same: assignment, tests and limits, code. */
export interface ReuseKey {
  readonly assignmentId: string;
  readonly bundleHash: string;
  readonly codeHash: Buffer;
}

interface WithServing {
  readonly serving: readonly MadeBy[];
}

/** The same, and the judges and Pythons that may have made a reused result. */
export type ReusableKey = ReuseKey & WithServing;

/** Values, or columns that have them. */
type OrExpressions<Values> = {
  readonly [Name in keyof Values]: Values[Name] | Expression<Values[Name]>;
};

/** An earlier submission whose result also applies to the same code, and its points. */
export interface ReusableSubmission extends Pick<Result, 'points' | 'correct'> {
  readonly id: string;
}

/**
 * The first submission of any user with the same key and a reproducible verdict, made by a judge and a
 * Python that grade at present: others might decide differently. It is found in one step of the index
 * `submissions_reusable`, however many rows there are.
 */
export async function findReusable(
  db: Connection,
  key: ReusableKey,
): Promise<ReusableSubmission | null> {
  return (await selectReusable(db, key).executeTakeFirst()) ?? null;
}

interface ReusableAndUngraded {
  /** `sameCode`: byte for byte, so that the code need not be stored again. */
  readonly reusable: (ReusableSubmission & { readonly sameCode: boolean }) | null;
  readonly ungradedId: string | null;
}

type Searched = Omit<ReusableKey, 'codeHash'> & StoredProgram & { userId: string };

/**
 * The same of programs that are handed in together, in their order, each with the id of its user's submission that
 * is queued or in grading, in one query.
 */
export async function findReusableAndUngraded(
  db: Connection,
  handIns: readonly Searched[],
): Promise<ReusableAndUngraded[]> {
  const [first, ...others] = handIns;
  if (first === undefined) return [];
  if (others.length === 0) return [await findForOne(db, first)];
  const isAsFirst = ({ serving }: Searched) => isDeepStrictEqual(serving, first.serving);
  if (handIns.every(isAsFirst)) return findForMany(db, handIns, first.serving);
  // A grader started or ended just now.
  return Promise.all(handIns.map((handIn) => findForOne(db, handIn)));
}

async function findForMany(
  db: Connection,
  handIns: readonly Searched[],
  serving: readonly MadeBy[],
): Promise<ReusableAndUngraded[]> {
  const programs = handIns.map(programValues);
  const given = <Value>(column: string) => sql.ref<Value>(`given.${column}`);
  const found = selectReusable(db, {
    assignmentId: given('assignment_id'),
    bundleHash: given('bundle_hash'),
    codeHash: given('code_hash'),
    serving,
  }).select(
    sql<boolean>`(code, other_files) is not distinct from (given.code, given.other_files)`.as(
      'sameCode',
    ),
  );
  const { rows } = await sql<ReusableAndUngraded>`
    select (select to_json(found) from (${found}) as found) as reusable,
      (${selectUngradedId(db, given('user_id'))}) as "ungradedId"
    from unnest(
      ${handIns.map(({ userId }) => userId)}::uuid[],
      ${handIns.map(({ assignmentId }) => assignmentId)}::uuid[],
      ${handIns.map(({ bundleHash }) => bundleHash)}::text[],
      ${handIns.map(hashCode)}::bytea[],
      ${programs.map(({ code }) => code)}::text[],
      ${programs.map(({ other_files }) => other_files)}::jsonb[]
    ) with ordinality
      as given (user_id, assignment_id, bundle_hash, code_hash, code, other_files, number)
    order by given.number`.execute(db);
  return rows;
}

async function findForOne(db: Connection, handIn: Searched): Promise<ReusableAndUngraded> {
  const codeHash = hashCode(handIn);
  const [grader, ...otherGraders] = handIn.serving;
  // The usual case.
  if (handIn.otherFiles === undefined && grader !== undefined && otherGraders.length === 0) {
    const { userId, assignmentId, bundleHash, code } = handIn;
    const [found] = await findForOneFile(db, {
      ...{ userId, assignmentId, bundleHash, codeHash, code },
      ...grader,
    });
    if (found !== undefined) return found;
  }
  return selectReusableAndUngraded(db, { ...handIn, codeHash }).executeTakeFirstOrThrow();
}

const selectReusableAndUngraded = (
  db: Connection,
  handIn: ReusableKey & StoredProgram & { userId: string },
) =>
  db.selectNoFrom([
    jsonObjectFrom(
      selectReusable(db, handIn).select(storesProgram('submissions', handIn).as('sameCode')),
    ).as('reusable'),
    selectUngradedId(db, handIn.userId).as('ungradedId'),
  ]);

const findForOneFile = fixedQuery(
  (db, values: ReuseKey & MadeBy & { userId: string; code: string }) => {
    const { userId, assignmentId, bundleHash, codeHash, code, judge, python } = values;
    const key = { assignmentId, bundleHash, codeHash, serving: [{ judge, python }] };
    return selectReusableAndUngraded(db, { ...key, userId, code });
  },
);

/** Rows without a summary use the result, which may be large. */
const summary = sql`coalesce(summary, result)`;

/**
 * PostgreSQL uses the partial index only if it can see its condition while planning, so the verdicts are
 * literals, not parameters.
 */
export const selectReusable = (db: Connection, key: OrExpressions<ReuseKey> & WithServing) =>
  db
    .selectFrom('submissions')
    .select([
      'id',
      sql<number>`(${summary} -> 'points')::numeric`.as('points'),
      sql<boolean>`(${summary} -> 'correct')::boolean`.as('correct'),
    ])
    .where('assignment_id', '=', key.assignmentId)
    .where('bundle_hash', '=', key.bundleHash)
    .where('code_hash', '=', key.codeHash)
    .where('reused_from', 'is', null)
    .where('judge_version', 'is not', null)
    .where(isOneOf(key.serving, sql.ref('judge_version'), sql.ref('python_version')))
    .where(
      'verdict',
      'in',
      reproducibleVerdicts.map((verdict) => sql.lit(verdict)),
    )
    .orderBy('seq')
    .limit(1);
