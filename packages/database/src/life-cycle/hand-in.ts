import type { MadeBy, StoredProgram } from '@touchstone/contracts';
import { sql, type QueryCreator, type Selectable } from 'kysely';
import { fixedQuery } from '../queries/fixed-query.ts';
import { hashCode } from '../queries/hash-code.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { programBeside, programValues } from '../queries/program-columns.ts';
import { withProgress } from '../queries/progress.ts';
import { findReusable, type ReusableSubmission, type ReuseKey } from '../queries/reuse.ts';
import {
  selectChanged,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import { isInGrading, readUngradedSubmissionId } from '../queries/submissions.ts';
import type { Connection, Tables } from '../tables.ts';
import { selectLeader } from './followers.ts';
import { lockKey } from './lock.ts';

/** A program for an existing assignment, to be graded with that bundle. */
export interface HandIn extends StoredProgram {
  readonly userId: string;
  readonly assignmentId: string;
  readonly bundleHash: string;
  /** The judges and Pythons that grade at present: only their results are reused. */
  readonly serving: readonly MadeBy[];
  /** Id of the request that hands it in. */
  readonly requestId?: string;
  /** When that request arrived; by default now. */
  readonly receivedAt?: Date;
}

export type InsertQueuedOutcome =
  /** It waits for a grader, and needs a stream entry. */
  | { readonly kind: 'accepted'; readonly stored: StoredSubmission }
  /** It waits for the result of an identical one. */
  | { readonly kind: 'following'; readonly stored: StoredSubmission }
  /** The identical one was graded meanwhile. */
  | { readonly kind: 'reused'; readonly stored: StoredSubmission }
  /** The user's earlier submission, `submissionId`, has no result yet. */
  | { readonly kind: 'in-grading'; readonly submissionId: string };

export type TryInsert = (handIn: HandIn) => Promise<StoredSubmission | null>;

/** Another round is needed when the submission that was in the way got its result meanwhile. */
const maxRounds = 20;

/**
 * Queues a submission unless the user has an ungraded one or an identical one is in flight. Two unique
 * indexes decide, so that of simultaneous calls exactly one is accepted, in one statement and without a
 * lock. Only calls that meet another submission run further statements.
 *
 * @param tryFirst inserts it, perhaps together with others; null if that failed or another submission is in the way
 */
export async function insertQueued(
  db: Connection,
  handIn: HandIn,
  tryFirst?: TryInsert,
): Promise<InsertQueuedOutcome> {
  const tryAlone: TryInsert = async (one) => (await insertQueuedTogether(db, [one]))[0] ?? null;
  for (let round = 0; round < maxRounds; round++) {
    const tryInsert = (round === 0 ? tryFirst : undefined) ?? tryAlone;
    const stored = await tryInsert(handIn);
    if (stored !== null) return { kind: 'accepted', stored };
    const submissionId = await readUngradedSubmissionId(db, handIn.userId);
    if (submissionId !== null) return { kind: 'in-grading', submissionId };
    const joined = await joinIdentical(db, handIn);
    if (joined !== null) return joined;
  }
  throw new Error(
    `user ${handIn.userId}: another submission was in the way each time, but was never found`,
  );
}

/** The moment of receipt, which decides whether it is late. */
const moment = (receivedAt: Date | null | undefined) =>
  sql<Date>`coalesce(${receivedAt ?? null}::timestamptz, now())`;

/** What a submission that has its program itself is made of. */
const valuesOf = (handIn: HandIn) => ({
  ...programValues(handIn),
  userId: handIn.userId,
  assignmentId: handIn.assignmentId,
  bundleHash: handIn.bundleHash,
  codeHash: hashCode(handIn),
  requestId: handIn.requestId ?? null,
  receivedAt: handIn.receivedAt ?? null,
});
type RowValues = ReturnType<typeof valuesOf>;

/** Its columns, all but the status. */
const columnsOf = (values: RowValues) => ({
  user_id: values.userId,
  assignment_id: values.assignmentId,
  bundle_hash: values.bundleHash,
  code: values.code,
  other_files: values.other_files,
  code_hash: values.codeHash,
  request_id: values.requestId,
  created_at: moment(values.receivedAt),
});
export const rowOf = (handIn: HandIn) => columnsOf(valuesOf(handIn));

/**
 * Inserts programs that are handed in together, in one statement. Resolves to the rows in their order; null where
 * another submission is in the way, which may be one of them, and for all but the first of a user.
 */
export async function insertQueuedTogether(
  db: Connection,
  handIns: readonly HandIn[],
): Promise<(StoredSubmission | null)[]> {
  const firstOfUser = new Map<string, HandIn>();
  for (const handIn of handIns) {
    if (!firstOfUser.has(handIn.userId)) firstOfUser.set(handIn.userId, handIn);
  }
  const values = [...firstOfUser.values()].map(valuesOf);
  const [first, ...others] = values;
  if (first === undefined) return [];
  const rows =
    others.length === 0 ? await insertQueuedRow(db, first) : await insertQueuedRows(db, values);
  const byUser = new Map(rows.map((row) => [row.user_id, toStoredSubmission(row)]));
  return handIns.map((handIn) => {
    const { userId } = handIn;
    return firstOfUser.get(userId) === handIn ? (byUser.get(userId) ?? null) : null;
  });
}

async function insertQueuedRows(db: Connection, values: readonly RowValues[]) {
  const of = <Name extends keyof RowValues>(name: Name) => values.map((row) => row[name]);
  return selectChanged(
    db.with(
      'changed',
      () => sql<Selectable<Tables['submissions']>>`(
        insert into submissions (user_id, assignment_id, bundle_hash, code, other_files, code_hash,
          request_id, created_at, status)
        select user_id, assignment_id, bundle_hash, code, other_files, code_hash, request_id,
          coalesce(received_at, now()), 'queued'
        from unnest(
          ${of('userId')}::uuid[], ${of('assignmentId')}::uuid[], ${of('bundleHash')}::text[],
          ${of('code')}::text[], ${of('other_files')}::jsonb[], ${of('codeHash')}::bytea[],
          ${of('requestId')}::text[], ${of('receivedAt')}::timestamptz[]
        ) as given (user_id, assignment_id, bundle_hash, code, other_files, code_hash, request_id,
          received_at)
        on conflict do nothing
        returning *
      )`,
    ),
  ).execute();
}

const insertQueuedRow = fixedQuery((db, values: RowValues) =>
  selectChanged(
    db.with('changed', (inserting) =>
      inserting
        .insertInto('submissions')
        .values({ ...columnsOf(values), status: 'queued' })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll(),
    ),
  ),
);

/** Null when there is neither a leader nor a result (any more), or another submission of the user. */
async function joinIdentical(
  db: Connection,
  handIn: HandIn,
): Promise<Exclude<InsertQueuedOutcome, { kind: 'accepted' | 'in-grading' }> | null> {
  const { assignmentId, bundleHash } = handIn;
  const key = { assignmentId, bundleHash, codeHash: hashCode(handIn) };
  return inTransaction(db, async (transaction) => {
    await lockKey(transaction, key);
    const row = await selectChanged(
      transaction.with('changed', (inserting) => insertFollower(inserting, handIn, key)),
    ).executeTakeFirst();
    if (row !== undefined) return { kind: 'following', stored: toStoredSubmission(row) };
    const source = await findReusable(transaction, { ...key, serving: handIn.serving });
    if (source === null) return null;
    const stored = await insertReused(transaction, { ...handIn, source });
    return stored && { kind: 'reused', stored };
  });
}

/** The condition of the conflict is the index's. */
const insertFollower = (db: QueryCreator<Tables>, handIn: HandIn, key: ReuseKey) =>
  sql<Selectable<Tables['submissions']>>`(
    insert into submissions
      (user_id, assignment_id, bundle_hash, code, other_files, code_hash, status, request_id,
        created_at, leader_id)
    select ${handIn.userId}::uuid, assignment_id, bundle_hash, ${programBeside('leader', handIn)},
      code_hash, 'queued', ${handIn.requestId ?? null}::text, ${moment(handIn.receivedAt)}, id
    from (${selectLeader(db, key).selectAll()}) as leader
    on conflict (user_id) where ${isInGrading} do nothing
    returning *
  )`;

/**
 * Stores a submission that is graded from the start, with the result of an identical one; null when
 * that one or the user was deleted meanwhile.
 *
 * Both are locked before anything is written: a removal, which locks the user before the progress,
 * would otherwise wait for the progress written here, and this for the user.
 */
export async function insertReused(
  db: Connection,
  handIn: Omit<HandIn, 'serving'> & { source: ReusableSubmission },
): Promise<StoredSubmission | null> {
  const { source } = handIn;
  const changed = db.with(
    'changed',
    () => sql<Selectable<Tables['submissions']>>`(
      insert into submissions (user_id, assignment_id, bundle_hash, code, other_files, code_hash,
        request_id, created_at, status, reused_from, graded_at)
      select owner.id, source.assignment_id, source.bundle_hash,
        ${programBeside('source', handIn)}, source.code_hash,
        ${handIn.requestId ?? null}::text, ${moment(handIn.receivedAt)}, 'graded', source.id, now()
      from users as owner cross join submissions as source
      where owner.id = ${handIn.userId} and source.id = ${source.id}
      for key share
      returning *
    )`,
  );
  const row = await selectChanged(withProgress(changed, source)).executeTakeFirst();
  return row === undefined ? null : toStoredSubmission(row);
}
