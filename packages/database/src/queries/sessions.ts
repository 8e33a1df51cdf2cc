import { sql } from 'kysely';
import { arrayParameter } from './array-parameter.ts';
import type { Connection } from '../tables.ts';
import { noteActions } from './audit-log.ts';
import { fixedQuery } from './fixed-query.ts';
import { inTransaction } from './in-transaction.ts';
import { milliseconds } from './milliseconds.ts';
import { isUuid } from './uuid.ts';

/** A session, without its token. */
export interface StoredSession {
  readonly id: string;
  readonly tokenHash: Buffer;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** Browser and system in words; null when not known. */
  readonly description: string | null;
}

export async function createSession(
  db: Connection,
  session: { userId: string; tokenHash: Buffer; description: string | null },
): Promise<void> {
  const { userId, tokenHash, description } = session;
  await db
    .insertInto('sessions')
    .values({ user_id: userId, token_hash: tokenHash, description })
    .execute();
}

/** A session that is open. */
export interface FoundSession {
  readonly userId: string;
  readonly viewed: ViewedStudent | null;
  /** Its last use was noted a while ago, so it should be noted again. */
  readonly useIsOld: boolean;
}

/**
 * The sessions of these tokens, in their order; null where there is none. A use is old when it was noted at least
 * `noteEveryMs` ago.
 */
export async function findSessions(
  db: Connection,
  { tokenHashes, noteEveryMs }: { tokenHashes: readonly Buffer[]; noteEveryMs: number },
): Promise<(FoundSession | null)[]> {
  const [tokenHash, ...others] = tokenHashes;
  if (tokenHash === undefined) return [];
  const rows =
    others.length === 0
      ? await selectSession(db, { tokenHash, noteEveryMs })
      : await selectSessions(db, noteEveryMs)
          .where(sql<boolean>`token_hash = any(${arrayParameter(tokenHashes, 'bytea')})`)
          .execute();
  const byHash = new Map(rows.map((row) => [row.tokenHash.toString('hex'), row]));
  return tokenHashes.map((hash) => {
    const row = byHash.get(hash.toString('hex'));
    if (row === undefined) return null;
    const { userId, useIsOld, viewedId, courseId, mayView } = row;
    const isViewing = mayView && viewedId !== null && courseId !== null;
    return { userId, useIsOld, viewed: isViewing ? { userId: viewedId, courseId } : null };
  });
}

const selectSessions = (db: Connection, noteEveryMs: number) =>
  db
    .selectFrom('sessions')
    .select(['token_hash as tokenHash', 'user_id as userId'])
    .select(['viewed_user_id as viewedId', 'viewed_course_id as courseId'])
    .select([isOldUse(noteEveryMs).as('useIsOld'), mayStillView.as('mayView')]);

const selectSession = fixedQuery(
  (db, { tokenHash, noteEveryMs }: { tokenHash: Buffer; noteEveryMs: number }) =>
    selectSessions(db, noteEveryMs).where('token_hash', '=', tokenHash),
);

/** As whom a session sees which course. */
export interface ViewedStudent {
  readonly userId: string;
  readonly courseId: string;
}

/** In time, and still by a teacher of the course. */
const mayStillView = sql<boolean>`(
  viewed_until is not null and viewed_until > now() and (
    exists (select from users where users.id = sessions.user_id and is_administrator)
    or exists (
      select from members where members.user_id = sessions.user_id
        and members.course_id = sessions.viewed_course_id and members.role = 'teacher'
    )
  ))`;

const viewMs = 60 * 60_000;

/** From now on, for an hour, the session sees the course as the student does. */
export async function startViewing(
  db: Connection,
  view: { tokenHash: Buffer; actor: string; student: ViewedStudent },
): Promise<void> {
  const { userId, courseId } = view.student;
  await inTransaction(db, async (transaction) => {
    await transaction
      .updateTable('sessions')
      .set({ viewed_user_id: userId, viewed_course_id: courseId })
      .set({ viewed_until: sql<Date>`now() + ${milliseconds(viewMs)}` })
      .where('token_hash', '=', view.tokenHash)
      .execute();
    const { actor } = view;
    await noteActions(transaction, [
      { actor, courseId, action: 'view-as-student', subjectId: userId },
    ]);
  });
}

export async function stopViewing(db: Connection, tokenHash: Buffer): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ viewed_user_id: null, viewed_course_id: null, viewed_until: null })
    .where('token_hash', '=', tokenHash)
    .execute();
}

/** Notes that the session was used now, unless another process has just done so. */
export async function noteSessionUse(
  db: Connection,
  use: { tokenHash: Buffer; noteEveryMs: number; description: string | null },
): Promise<void> {
  await db
    .updateTable('sessions')
    .set({
      last_used_at: sql`now()`,
      description: sql`coalesce(description, ${use.description})`,
    })
    .where('token_hash', '=', use.tokenHash)
    .where(isOldUse(use.noteEveryMs))
    .execute();
}

const isOldUse = (noteEveryMs: number) =>
  sql<boolean>`last_used_at <= now() - ${milliseconds(noteEveryMs)}`;

/** The most recently used one first. */
export async function listSessions(db: Connection, userId: string): Promise<StoredSession[]> {
  return db
    .selectFrom('sessions')
    .select(['id', 'token_hash as tokenHash', 'created_at as createdAt'])
    .select(['last_used_at as lastUsedAt', 'description'])
    .where('user_id', '=', userId)
    .orderBy('last_used_at', 'desc')
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

/** Ends a session of the user; resolves to its token's hash, or to null when there is none. */
export async function endSession(
  db: Connection,
  { userId, id }: { userId: string; id: string },
): Promise<Buffer | null> {
  if (!isUuid(id)) return null;
  const ended = await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .returning('token_hash')
    .executeTakeFirst();
  return ended?.token_hash ?? null;
}

/** Ends the user's sessions, except the one with the token hash `but`; resolves to their token hashes. */
export async function endSessions(
  db: Connection,
  { userId, but }: { userId: string; but?: Buffer },
): Promise<Buffer[]> {
  let deletion = db.deleteFrom('sessions').where('user_id', '=', userId);
  if (but !== undefined) deletion = deletion.where('token_hash', '<>', but);
  const ended = await deletion.returning('token_hash').execute();
  return ended.map(({ token_hash }) => token_hash);
}
