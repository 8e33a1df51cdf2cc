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
import type { Connection } from '../tables.ts';
import { lockKeyOf } from './lock.ts';
import { move } from './states.ts';

/*
 * What becomes of those that follow a submission. All but the list of the stranded runs in a
 * transaction that has the lock on the key.
 */

/** Identical submissions that changed because of another's. */
export interface Followers {
  /** All that changed, the promoted one too. */
  readonly changed: readonly StoredSubmission[];
  /** The one that waits for a grader itself now, and needs a stream entry. */
  readonly promoted: StoredSubmission | null;
}

export const noFollowers: Followers = { changed: [], promoted: null };

/** After the leader's end: they share its result, or one takes its place when the fault was ours. */
export async function settleFollowers(
  transaction: Connection,
  leader: Leader & { result: Result },
): Promise<Followers> {
  const { id, result } = leader;
  if (result.verdict === 'internal-error') return promoteFirst(transaction, leader);
  return share(transaction, leader, { ...result, id });
}

/** One that has ended. Its revision goes over to its followers, so that theirs only rise. */
interface Leader {
  readonly id: string;
  readonly revision: number;
}

const revisionAfter = ({ revision }: Leader) =>
  sql<number>`submissions.revision + ${revision}::integer`;

/** What a follower of `leader` handed in; null where that is what the submission `of` stores. */
const codeBeside = (db: Connection, leader: Leader, of: string) => {
  const codeOf = (id: string) => db.selectFrom('submissions').select('code').where('id', '=', id);
  return sql<string | null>`nullif(
    coalesce(submissions.code, ${codeOf(leader.id)}), ${codeOf(of)}
  )`;
};

async function share(
  transaction: Connection,
  leader: Leader,
  source: ReusableSubmission,
): Promise<Followers> {
  const changed = transaction.with('changed', (changing) =>
    move(changing, 'share', {
      code: codeBeside(transaction, leader, source.id),
      reused_from: source.id,
      revision: revisionAfter(leader),
    })
      .where('submissions.leader_id', '=', leader.id)
      .returningAll('submissions'),
  );
  const rows = await selectChanged(withProgress(changed, source)).execute();
  return { changed: rows.map(toStoredSubmission), promoted: null };
}

async function promoteFirst(transaction: Connection, leader: Leader): Promise<Followers> {
  const first = await transaction
    .selectFrom('submissions')
    .select('id')
    .where('leader_id', '=', leader.id)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  if (first === undefined) return noFollowers;
  // It is graded itself now, and graders read the code from its own row.
  const code = sql<string>`coalesce(submissions.code, ${transaction
    .selectFrom('submissions as l')
    .select('l.code')
    .where('l.id', '=', leader.id)})`;
  await move(transaction, 'promote', { code, revision: revisionAfter(leader) })
    .where('submissions.id', '=', first.id)
    .execute();
  const changed = await followAnother(transaction, leader, first.id);
  return { changed, promoted: changed[0] ?? null };
}

/** Resolves to the other leader, and behind it all that follow it. */
async function followAnother(
  transaction: Connection,
  leader: Leader,
  otherId: string,
): Promise<StoredSubmission[]> {
  await move(transaction, 'followAnother', {
    code: codeBeside(transaction, leader, otherId),
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

/** The ungraded submission that others of the same key follow. */
export const selectLeader = (db: Pick<Connection, 'selectFrom'>, key: ReuseKey) =>
  db
    .selectFrom('submissions')
    .where('assignment_id', '=', key.assignmentId)
    .where('bundle_hash', '=', key.bundleHash)
    .where('code_hash', '=', key.codeHash)
    .where('status', '<>', sql.lit('graded'))
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
 * Followers whose leader has ended without them: by the rules there are none, and somebody looks
 * after every state even so.
 */
export async function listStranded(db: Connection, limit: number): Promise<string[]> {
  const rows = await selectStranded(db).select('s.id').orderBy('s.seq').limit(limit).execute();
  return rows.map(({ id }) => id);
}

/**
 * Gives a stranded follower, and all that follow the same, the result that there is by now, another
 * leader, or a place in the queue.
 */
export async function freeStranded(
  db: Connection,
  id: string,
  serving: readonly MadeBy[],
): Promise<Followers> {
  return inTransaction(db, async (transaction) => {
    await lockKeyOf(transaction, id);
    const row = await selectStranded(transaction)
      .select(['s.assignment_id', 's.bundle_hash', 's.code_hash', 'leader.id', 'leader.revision'])
      .where('s.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return noFollowers;
    const key: ReuseKey = {
      assignmentId: row.assignment_id,
      bundleHash: row.bundle_hash,
      codeHash: row.code_hash,
    };
    const source = await findReusable(transaction, { ...key, serving });
    if (source !== null) return share(transaction, row, source);
    const other = await selectLeader(transaction, key).select('id').executeTakeFirst();
    if (other === undefined) return promoteFirst(transaction, row);
    return { changed: await followAnother(transaction, row, other.id), promoted: null };
  });
}
