import { sql } from 'kysely';
import { noteActions } from '../queries/audit-log.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { isUuid } from '../queries/uuid.ts';
import { lockRemovals } from '../removal/locks.ts';
import type { Connection } from '../tables.ts';
import { tooLongAgo } from '../queries/join-days.ts';
import {
  changeOwner,
  listPointsWithoutProgram,
  lockOwners,
  moveStandings,
  replaceProgress,
  type MovedTries,
} from './move-history.ts';
import { isAnonymousUser } from '../queries/offer-join.ts';

/*
 * A join: offered -> joined -> undone, or offered -> refused. Drafts are copied where the account has none, so
 * that none is lost, and undoing takes back those that were not changed since.
 */

export type JoinAnswer = 'joined' | 'refused' | 'undone';

export type JoinOutcome =
  /** It is so now; `newest` is the last submission that changed its owner, if any did. */
  | { readonly kind: 'done'; readonly userIds: readonly string[]; readonly newest: string | null }
  /** No such join of the caller. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'in-grading'; readonly submissionId: string }
  /** It was answered otherwise, is too old, or the anonymous user was deleted or is none any more. */
  | { readonly kind: 'not-joinable' }
  /** More than 14 days have passed since the join. */
  | { readonly kind: 'too-late' };

export interface JoinRequest {
  readonly id: string;
  /** Who answers. */
  readonly userId: string;
  readonly now: Date;
}

/** Another round is needed when one of the users has just handed something in. */
const maxRounds = 20;

export async function answerJoin(
  db: Connection,
  request: JoinRequest,
  answer: JoinAnswer,
): Promise<JoinOutcome> {
  if (!isUuid(request.id)) return { kind: 'unknown' };
  const work = { joined: join, refused: refuse, undone: undo }[answer];
  for (let round = 0; round < maxRounds; round++) {
    const outcome = await inTransaction(db, async (transaction) => {
      await lockRemovals(transaction);
      return work(transaction, request);
    });
    if (outcome !== 'again') return outcome;
  }
  throw new Error(`join ${request.id}: another submission was handed in each time`);
}

type Work = (transaction: Connection, request: JoinRequest) => Promise<JoinOutcome | 'again'>;

const findJoin = (transaction: Connection, id: string) =>
  transaction.selectFrom('joins').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

const join: Work = async (transaction, { id, userId, now }) => {
  const found = await findJoin(transaction, id);
  if (found?.user_id !== userId) return { kind: 'unknown' };
  const { earlier_user_id: earlierId, offered_at: offeredAt } = found;
  if (found.undone_at !== null || found.refused_at !== null) return { kind: 'not-joinable' };
  if (found.joined_at !== null) return { kind: 'done', userIds: [], newest: null };
  if (offeredAt <= tooLongAgo(now)) return { kind: 'not-joinable' };
  if (earlierId === null || !(await isAnonymousUser(transaction, earlierId))) {
    return { kind: 'not-joinable' };
  }
  const ungraded = await lockOwners(transaction, [userId, earlierId]);
  if (ungraded === null) return 'again';
  const [submissionId] = ungraded.get(earlierId) ?? [];
  if (submissionId !== undefined) return { kind: 'in-grading', submissionId };

  // As stored: more precise than a Date.
  const offered = sql`(select offered_at from joins where id = ${id}::uuid)`;
  const pruned = {
    own: await listPointsWithoutProgram(transaction, userId),
    earlier: await listPointsWithoutProgram(transaction, earlierId),
  };
  const { rows } = await sql<{ id: string }>`
    with moving as (
      insert into joined_submissions (join_id, submission_id)
      select ${id}::uuid, id from submissions
      where user_id = ${earlierId}::uuid and created_at <= ${offered}
      returning submission_id
    )
    select s.id from moving join submissions as s on s.id = moving.submission_id
    order by s.seq desc`.execute(transaction);
  const ids = rows.map((row) => row.id);
  const moved = await changeOwner(transaction, { ids, to: userId });
  await replaceProgress(transaction, earlierId, []);
  await replaceProgress(transaction, userId, [...pruned.own, ...pruned.earlier]);
  await moveStandings(transaction, { moved, from: earlierId, to: userId });
  await sql`
    insert into drafts (user_id, assignment_id, code, other_files, changed_at)
    select ${userId}::uuid, assignment_id, code, other_files, changed_at from drafts
    where user_id = ${earlierId}::uuid and changed_at <= ${offered}
    on conflict do nothing`.execute(transaction);
  await transaction
    .updateTable('joins')
    .set({ joined_at: now, pruned_points: JSON.stringify(pruned) })
    .where('id', '=', id)
    .execute();
  await note(transaction, { action: 'join-history', actor: userId, join: id, earlierId, moved });
  return { kind: 'done', userIds: [userId, earlierId], newest: ids[0] ?? null };
};

const refuse: Work = async (transaction, { id, userId, now }) => {
  const found = await findJoin(transaction, id);
  if (found?.user_id !== userId) return { kind: 'unknown' };
  if (found.joined_at !== null) return { kind: 'not-joinable' };
  if (found.refused_at !== null) return { kind: 'done', userIds: [], newest: null };
  await transaction.updateTable('joins').set({ refused_at: now }).where('id', '=', id).execute();
  const earlierId = found.earlier_user_id;
  const action = 'refuse-history';
  await note(transaction, { action, actor: userId, join: id, earlierId, moved: [] });
  return { kind: 'done', userIds: [], newest: null };
};

/** By the account, or by the anonymous user, who may be somebody else. */
const undo: Work = async (transaction, { id, userId: actor, now }) => {
  const found = await findJoin(transaction, id);
  if (found === undefined) return { kind: 'unknown' };
  const { user_id: userId, earlier_user_id: earlierId } = found;
  if (actor !== userId && actor !== earlierId) return { kind: 'unknown' };
  if (found.undone_at !== null) return { kind: 'done', userIds: [], newest: null };
  if (found.joined_at === null || earlierId === null) return { kind: 'not-joinable' };
  if (found.joined_at <= tooLongAgo(now)) return { kind: 'too-late' };
  if ((await lockOwners(transaction, [userId, earlierId])) === null) return 'again';

  const { rows } = await sql<{ id: string }>`
    select s.id from joined_submissions as joined join submissions as s on s.id = submission_id
    where join_id = ${id}::uuid and s.user_id = ${userId}::uuid`.execute(transaction);
  const ids = rows.map((row) => row.id);
  const moved = await changeOwner(transaction, { ids, to: earlierId });
  await replaceProgress(transaction, userId, found.pruned_points.own);
  const since = await listPointsWithoutProgram(transaction, earlierId);
  await replaceProgress(transaction, earlierId, [...since, ...found.pruned_points.earlier]);
  await moveStandings(transaction, { moved, from: userId, to: earlierId });
  await sql`
    delete from drafts as own using drafts as earlier
    where own.user_id = ${userId}::uuid and earlier.user_id = ${earlierId}::uuid
      and own.assignment_id = earlier.assignment_id and own.revision = 1
      and (own.code, own.other_files, own.changed_at)
        is not distinct from (earlier.code, earlier.other_files, earlier.changed_at)`.execute(
    transaction,
  );
  await transaction.updateTable('joins').set({ undone_at: now }).where('id', '=', id).execute();
  // A click by mistake must not part the holder from the history: it is offered again.
  if (actor === userId) {
    await sql`
      insert into joins (user_id, earlier_user_id, offered_at)
      select user_id, earlier_user_id, offered_at from joins where id = ${id}::uuid
      on conflict do nothing`.execute(transaction);
  }
  await note(transaction, { action: 'undo-join', actor, join: id, earlierId, moved });
  return { kind: 'done', userIds: [userId, earlierId], newest: null };
};

/** An entry for each course, so that its audit log has it; without submissions one for none. */
async function note(
  transaction: Connection,
  entry: {
    readonly action: 'join-history' | 'refuse-history' | 'undo-join';
    readonly actor: string;
    readonly join: string;
    readonly earlierId: string | null;
    readonly moved: readonly MovedTries[];
  },
): Promise<void> {
  const { action, actor, join: joinId, earlierId, moved } = entry;
  const { rows } = await sql<{ courseId: string; assignments: number }>`
    select course_id as "courseId", count(*)::integer as assignments from assignments
    where id = any(${sql.val(moved.map(({ assignmentId }) => assignmentId))}::uuid[])
    group by course_id`.execute(transaction);
  const places = rows.length === 0 ? [{ courseId: null, assignments: 0 }] : rows;
  await noteActions(
    transaction,
    places.map(({ courseId, assignments }) => ({
      ...{ actor, courseId, action, details: { join: joinId, assignments } },
      ...(earlierId !== null && { subjectId: earlierId }),
    })),
  );
}
