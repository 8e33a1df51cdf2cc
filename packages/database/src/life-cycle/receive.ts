import type { MadeBy } from '@touchstone/contracts';
import { sql, type RawBuilder } from 'kysely';
import { errorCodes, hasErrorCode } from '../error-codes.ts';
import { hashCode } from '../queries/hash-code.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { codeOf, otherFilesOf } from '../queries/program-columns.ts';
import { withProgress } from '../queries/progress.ts';
import { findReusable, type ReuseKey } from '../queries/reuse.ts';
import {
  selectChanged,
  selectStored,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import { isInGrading } from '../queries/submissions.ts';
import type { Connection } from '../tables.ts';
import { noFollowers, promoteFirst, selectLeader, type Followers } from './followers.ts';
import {
  insertQueued,
  rowOf,
  type HandIn,
  type InsertQueuedOutcome,
  type TryInsert,
} from './hand-in.ts';
import { lockKeyOf } from './lock.ts';
import { move } from './states.ts';

/*
 * Near a deadline every submission is stored, also while another one of the user is ungraded. It is then
 * `received`, and admitted to the queue when the other one has its result.
 */

export type ReceiveOutcome =
  | Exclude<InsertQueuedOutcome, { kind: 'in-grading' }>
  /** The same program of the user waits already, for the same tests. */
  | { readonly kind: 'repeated'; readonly stored: StoredSubmission }
  /** Stored, and not yet in the queue. */
  | {
      readonly kind: 'received';
      readonly stored: StoredSubmission;
      readonly superseded: readonly StoredSubmission[];
      /** Of a superseded one; the promoted one needs a stream entry. */
      readonly followers: Followers;
    };

/** Another round is needed when the submission that was in the way got its result meanwhile. */
const maxRounds = 20;

/** Of the superseded submissions of a user and an assignment, the newest keep their programs. */
export const keptSuperseded = 20;
const notKept =
  '# A newer program replaced this one before it was graded. Of many such programs only the newest are kept.\n';

/** Stores a submission, and queues it unless another one of the user is ungraded. */
export async function receive(
  db: Connection,
  handIn: HandIn,
  tryFirst?: TryInsert,
): Promise<ReceiveOutcome> {
  for (let round = 0; round < maxRounds; round++) {
    const outcome = await insertQueued(db, handIn, tryFirst);
    if (outcome.kind !== 'in-grading') return outcome;
    const received = await inTransaction(db, (transaction) =>
      receiveBehind(transaction, handIn, outcome.submissionId),
    );
    if (received !== null) return received;
  }
  throw new Error(`user ${handIn.userId}: another submission was in the way each time`);
}

interface Waiting {
  readonly id: string;
  readonly revision: number;
  readonly isActive: boolean;
  readonly isFollower: boolean;
  /** A grader has it, or its leader. */
  readonly isBegun: boolean;
  readonly isSame: boolean;
}

/** Null when the submission that was in the way has its result. */
async function receiveBehind(
  transaction: Connection,
  handIn: HandIn,
  activeId: string,
): Promise<ReceiveOutcome | null> {
  await lockKeyOf(transaction, activeId);
  const active = await transaction
    .selectFrom('submissions')
    .select('id')
    .where('id', '=', activeId)
    .where(isInGrading)
    .forUpdate()
    .executeTakeFirst();
  if (active === undefined) return null;
  const waiting = await readWaiting(transaction, handIn);
  const same = waiting.find(({ isSame }) => isSame);
  if (same !== undefined) {
    const row = await selectStored(transaction)
      .where('s.id', '=', same.id)
      .executeTakeFirstOrThrow();
    return { kind: 'repeated', stored: toStoredSubmission(row) };
  }
  const replaced = waiting.filter(({ isBegun }) => !isBegun);
  const superseded = await supersede(
    transaction,
    replaced.map(({ id }) => id),
  );
  if (superseded.length > 0) await dropSuperseded(transaction, handIn);
  const leader = replaced.find(({ isActive, isFollower }) => isActive && !isFollower);
  const followers =
    leader === undefined
      ? noFollowers
      : await promoteFirst(transaction, { id: leader.id, revision: leader.revision + 1 });
  const stored = await insertReceived(transaction, handIn);
  return { kind: 'received', stored, superseded, followers };
}

/** The user's ungraded submissions for the assignment: at most one in grading, and one received. */
async function readWaiting(transaction: Connection, handIn: HandIn): Promise<readonly Waiting[]> {
  const { userId, assignmentId, bundleHash } = handIn;
  const { rows } = await sql<Waiting>`
    select s.id, s.revision, s.status <> 'received' as "isActive",
      s.leader_id is not null as "isFollower",
      'grading' in (s.status, coalesce(leader.status, '')) as "isBegun",
      s.code_hash = ${hashCode(handIn)}::bytea and s.bundle_hash = ${bundleHash}::text as "isSame"
    from submissions as s left join submissions as leader on leader.id = s.leader_id
    where s.user_id = ${userId}::uuid and s.assignment_id = ${assignmentId}::uuid
      and s.status in ('received', 'queued', 'grading')`.execute(transaction);
  return rows;
}

/** A follower's program may be in its leader only. */
async function supersede(
  transaction: Connection,
  ids: readonly string[],
): Promise<readonly StoredSubmission[]> {
  const withLeader = <T>(value: RawBuilder<unknown>) => sql<T>`(
    select ${value} from submissions as own left join submissions as leader
    on leader.id = own.leader_id where own.id = submissions.id
  )`;
  const rows = await selectChanged(
    transaction.with('changed', (changing) =>
      move(changing, 'supersede', {
        code: withLeader<string>(codeOf('own', 'leader')),
        other_files: withLeader<string | null>(otherFilesOf('own', 'leader')),
        revision: withLeader<number>(sql`own.revision + 1 + coalesce(leader.revision, 0)`),
      })
        .where(sql<boolean>`submissions.id = any(${sql.val(ids)}::uuid[])`)
        .returningAll('submissions'),
    ),
  ).execute();
  return rows.map(toStoredSubmission);
}

/** Nothing is refused near a deadline, so this bounds what one user stores. The hash and the moment stay. */
async function dropSuperseded(
  transaction: Connection,
  { userId, assignmentId }: HandIn,
): Promise<void> {
  await sql`
    update submissions set code = ${notKept}, other_files = null
    where id in (
      select id from submissions
      where user_id = ${userId}::uuid and assignment_id = ${assignmentId}::uuid
        and status = 'superseded'
      order by seq desc offset ${sql.lit(keptSuperseded)} limit 2
    )`.execute(transaction);
}

async function insertReceived(transaction: Connection, handIn: HandIn): Promise<StoredSubmission> {
  const row = await selectChanged(
    transaction.with('changed', (inserting) =>
      inserting
        .insertInto('submissions')
        .values({ ...rowOf(handIn), status: 'received' })
        .returningAll(),
    ),
  ).executeTakeFirstOrThrow();
  return toStoredSubmission(row);
}

/**
 * Received submissions that may be admitted: of each user without an ungraded one the oldest. Of all users, or
 * of one.
 */
export async function listAdmissible(
  db: Connection,
  { userId, limit }: { userId?: string | undefined; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct on (s.user_id) s.id from submissions as s
    where s.status = 'received' and (${userId ?? null}::uuid is null or s.user_id = ${userId ?? null}::uuid)
      and not exists (
        select from submissions as other
        where other.user_id = s.user_id and other.status in ('queued', 'grading')
      )
    order by s.user_id, s.seq limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

export interface Admitted {
  /** `queued`: it needs a stream entry. */
  readonly kind: 'queued' | 'following' | 'reused';
  readonly stored: StoredSubmission;
}

/**
 * Admits a received submission, as if it were handed in now; its moment of receipt stays. Null when it is not
 * received any more, or another submission is in the way.
 */
export async function admitReceived(
  db: Connection,
  { id, serving }: { id: string; serving: readonly MadeBy[] },
): Promise<Admitted | null> {
  try {
    return await inTransaction(db, (transaction) => admit(transaction, id, serving));
  } catch (error) {
    // Hand-ins take no lock: one was faster.
    if (hasErrorCode(error, errorCodes.uniqueViolation)) return null;
    throw error;
  }
}

async function admit(
  transaction: Connection,
  id: string,
  serving: readonly MadeBy[],
): Promise<Admitted | null> {
  await lockKeyOf(transaction, id);
  const key = await transaction
    .selectFrom('submissions')
    .select(['assignment_id as assignmentId', 'bundle_hash as bundleHash'])
    .select('code_hash as codeHash')
    .where('id', '=', id)
    .executeTakeFirst();
  if (key === undefined) return null;
  return (
    (await share(transaction, id, { ...key, serving })) ??
    (await follow(transaction, id, key)) ??
    (await queue(transaction, id))
  );
}

/** Its own program; nulls where the other one stores the same. */
function programBeside(otherId: string) {
  const isSame = sql`exists (
    select from submissions as other where other.id = ${otherId}::uuid
      and (other.code, other.other_files)
        is not distinct from (submissions.code, submissions.other_files)
  )`;
  return {
    code: sql<string | null>`case when not ${isSame} then submissions.code end`,
    other_files: sql<string | null>`case when not ${isSame} then submissions.other_files end`,
  };
}

async function share(
  transaction: Connection,
  id: string,
  key: ReuseKey & { serving: readonly MadeBy[] },
): Promise<Admitted | null> {
  const source = await findReusable(transaction, key);
  if (source === null) return null;
  const row = await selectChanged(
    withProgress(
      transaction.with('changed', (changing) =>
        move(changing, 'admitReused', { ...programBeside(source.id), reused_from: source.id })
          .where('submissions.id', '=', id)
          .returningAll('submissions'),
      ),
      source,
    ),
  ).executeTakeFirst();
  return row === undefined ? null : { kind: 'reused', stored: toStoredSubmission(row) };
}

async function follow(
  transaction: Connection,
  id: string,
  key: ReuseKey,
): Promise<Admitted | null> {
  const leader = await selectLeader(transaction, key).select('id').executeTakeFirst();
  if (leader === undefined) return null;
  const row = await selectChanged(
    transaction.with('changed', (changing) =>
      move(changing, 'admitFollowing', { ...programBeside(leader.id), leader_id: leader.id })
        .where('submissions.id', '=', id)
        .returningAll('submissions'),
    ),
  ).executeTakeFirst();
  return row === undefined ? null : { kind: 'following', stored: toStoredSubmission(row) };
}

async function queue(transaction: Connection, id: string): Promise<Admitted | null> {
  const row = await selectChanged(
    transaction.with('changed', (changing) =>
      move(changing, 'admit', {}).where('submissions.id', '=', id).returningAll('submissions'),
    ),
  ).executeTakeFirst();
  return row === undefined ? null : { kind: 'queued', stored: toStoredSubmission(row) };
}
