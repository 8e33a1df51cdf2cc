import type { MadeBy, Result } from '@touchstone/contracts';
import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import { withProgress } from '../queries/progress.ts';
import { findReusable, type ReusableSubmission, type ReuseKey } from '../queries/reuse.ts';
import {
  selectChanged,
  selectChangedAndFollowers,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import { isInGrading } from '../queries/submissions.ts';
import type { Connection } from '../tables.ts';
import { lockKeyOf } from './lock.ts';
import { move } from './states.ts';

/*
 * What happens to the followers of a submission. All functions but listStranded run in a transaction
 * that has the lock on the key.
 */

/** Followers that changed when their leader ended. */
export interface Followers {
  /** All of them, including the promoted one. */
  readonly changed: readonly StoredSubmission[];
  /** The new leader, which waits for a grader now and needs a stream entry. */
  readonly promoted: StoredSubmission | null;
}

export const noFollowers: Followers = { changed: [], promoted: null };

/** Followers share the leader's result; after an internal-error one of them becomes the leader. */
export async function endFollowers(
  transaction: Connection,
  leader: Leader & { result: Result },
): Promise<Followers> {
  const { id, result } = leader;
  if (result.verdict === 'internal-error') return promoteFirst(transaction, leader);
  return share(transaction, leader, { ...result, id });
}

/** A leader that has ended. Its revision is added to its followers', so that theirs only rise. */
interface Leader {
  readonly id: string;
  readonly revision: number;
}

const revisionAfter = ({ revision }: Leader) =>
  sql<number>`submissions.revision + ${revision}::integer`;

/** The program of a follower of `leader`; nulls where the submission `of` stores the same. */
function programOfFollower({ id }: Leader, of: string | null) {
  const holder = sql`case when submissions.code is null then ${id}::uuid else submissions.id end`;
  const isElsewhere = sql`exists (
    select from submissions as other where other.id = ${of}::uuid
      and (other.code, other.other_files) is not distinct from (own.code, own.other_files)
  )`;
  const own = <T>(column: 'code' | 'other_files') => sql<T | null>`(
    select ${sql.ref(`own.${column}`)} from submissions as own
    where own.id = ${holder} and not ${isElsewhere}
  )`;
  return { code: own<string>('code'), other_files: own<string>('other_files') };
}

async function share(
  transaction: Connection,
  leader: Leader,
  source: ReusableSubmission,
): Promise<Followers> {
  const changed = transaction.with('changed', (changing) =>
    move(changing, 'share', {
      ...programOfFollower(leader, source.id),
      reused_from: source.id,
      revision: revisionAfter(leader),
    })
      .where('submissions.leader_id', '=', leader.id)
      .returningAll('submissions'),
  );
  const rows = await selectChanged(withProgress(changed, source)).execute();
  return { changed: rows.map(toStoredSubmission), promoted: null };
}

/** The first follower of a leader that got no result becomes the leader. */
export async function promoteFirst(transaction: Connection, leader: Leader): Promise<Followers> {
  const first = await transaction
    .selectFrom('submissions')
    .select('id')
    .where('leader_id', '=', leader.id)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  if (first === undefined) return noFollowers;
  // Graders read the program of what they grade from its own row.
  const program = programOfFollower(leader, null);
  await move(transaction, 'promote', { ...program, revision: revisionAfter(leader) })
    .where('submissions.id', '=', first.id)
    .execute();
  const changed = await followAnother(transaction, leader, first.id);
  return { changed, promoted: changed[0] ?? null };
}

/** Resolves to the other leader, and after it all that follow it. */
async function followAnother(
  transaction: Connection,
  leader: Leader,
  otherId: string,
): Promise<StoredSubmission[]> {
  await move(transaction, 'followAnother', {
    ...programOfFollower(leader, otherId),
    leader_id: otherId,
    revision: revisionAfter(leader),
  })
    .where('submissions.leader_id', '=', leader.id)
    .execute();
  const rows = await selectChangedAndFollowers(
    transaction.with('changed', (reading) =>
      reading.selectFrom('submissions').selectAll().where('id', '=', otherId),
    ),
  ).execute();
  return rows.map(toStoredSubmission);
}

/** The ungraded submission that identical ones follow. */
export const selectLeader = (db: Pick<Connection, 'selectFrom'>, key: ReuseKey) =>
  db
    .selectFrom('submissions')
    .where('assignment_id', '=', key.assignmentId)
    .where('bundle_hash', '=', key.bundleHash)
    .where('code_hash', '=', key.codeHash)
    .where(isInGrading)
    .where('leader_id', 'is', null);

const selectStranded = (db: Connection) =>
  db
    .selectFrom('submissions as s')
    .innerJoin('submissions as leader', 'leader.id', 's.leader_id')
    .where('s.leader_id', 'is not', null)
    .where((eb) =>
      eb.or([eb('leader.status', '=', 'graded'), eb('leader.leader_id', 'is not', null)]),
    );

/**
 * Followers whose leader has ended without them. There should be none; the sweeper checks it all the
 * same.
 */
export async function listStranded(db: Connection, limit: number): Promise<string[]> {
  const rows = await selectStranded(db).select('s.id').orderBy('s.seq').limit(limit).execute();
  return rows.map(({ id }) => id);
}

/**
 * Gives a stranded follower, and all others of its leader, an existing result, another leader, or a
 * place in the queue.
 */
export async function freeStranded(
  db: Connection,
  id: string,
  serving: readonly MadeBy[],
): Promise<Followers> {
  return inTransaction(db, async (transaction) => {
    await lockKeyOf(transaction, id);
    const row = await selectStranded(transaction)
      .select(['s.assignment_id as assignmentId', 's.bundle_hash as bundleHash'])
      .select(['s.code_hash as codeHash', 'leader.id', 'leader.revision'])
      .where('s.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return noFollowers;
    const source = await findReusable(transaction, { ...row, serving });
    if (source !== null) return share(transaction, row, source);
    const other = await selectLeader(transaction, row).select('id').executeTakeFirst();
    if (other === undefined) return promoteFirst(transaction, row);
    return { changed: await followAnother(transaction, row, other.id), promoted: null };
  });
}
