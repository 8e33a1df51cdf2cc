import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { offerJoin } from '../queries/offer-join.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { milliseconds } from '../queries/milliseconds.ts';
import type { Connection, Tables } from '../tables.ts';

/*
 * A link signs its user in once:
 *
 *   open -> used      redeemSignInLink; or a newer link, another sign-in or more rights end it
 *   open -> expired   its time is over
 *
 * The row stays, so that who opens it again reads why it does not work.
 */

export type LinkPurpose = Tables['sign_in_links']['purpose'];

const dayMs = 24 * 60 * 60_000;

/** How long links of each purpose are valid. */
export const linkValidMs: Readonly<Record<LinkPurpose, number>> = {
  invitation: 30 * dayMs,
  teacher: 7 * dayMs,
  'sign-in': 15 * 60_000,
};

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export interface NewLink {
  /** 32 random bytes, base64url; it is nowhere else. */
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Makes a link for each user. It ends the user's open ones for the same purpose and course; not those that
 * anybody can ask for, since somebody else could then end them again and again.
 */
export async function createSignInLinks(
  transaction: Connection,
  links: {
    userIds: readonly string[];
    purpose: LinkPurpose;
    courseId: string | null;
    validMs?: number;
  },
): Promise<Map<string, NewLink>> {
  const { userIds, purpose, courseId, validMs = linkValidMs[purpose] } = links;
  if (userIds.length === 0) return new Map();
  await lockUsers(transaction, userIds);
  if (purpose !== 'sign-in')
    await sql`
    update sign_in_links set used_at = now()
    where user_id = any(${sql.val(userIds)}::uuid[]) and purpose = ${purpose}
      and course_id is not distinct from ${courseId}::uuid and used_at is null`.execute(
      transaction,
    );
  const made = userIds.map((userId) => ({
    userId,
    token: randomBytes(32).toString('base64url'),
  }));
  const rows = made.map(({ userId, token }) => ({
    user_id: userId,
    hash: hashOf(token).toString('hex'),
  }));
  const { rows: stored } = await sql<{ expiresAt: Date }>`
    with made as (
      insert into sign_in_links (token_hash, user_id, purpose, course_id, expires_at)
      select decode(hash, 'hex'), user_id, ${purpose}, ${courseId}::uuid,
        now() + ${milliseconds(validMs)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as links (user_id uuid, hash text)
      returning expires_at
    )
    select expires_at as "expiresAt" from made limit 1`.execute(transaction);
  const expiresAt = stored[0]?.expiresAt ?? new Date();
  return new Map(made.map(({ userId, token }) => [userId, { token, expiresAt }]));
}

/** In the order of ids; before their links, as in {@link redeemSignInLink}, so that there is no deadlock. */
export async function lockUsers(
  transaction: Connection,
  userIds: readonly string[],
): Promise<void> {
  await sql`
    select from users where id = any(${sql.val(userIds)}::uuid[]) order by id for no key update
    `.execute(transaction);
}

/** Ends the user's open links; with `courseId` only those that invite to that course. */
export async function endLinks(
  transaction: Connection,
  userId: string,
  courseId?: string,
): Promise<void> {
  await lockUsers(transaction, [userId]);
  let ending = transaction
    .updateTable('sign_in_links')
    .set({ used_at: sql`now()` })
    .where('user_id', '=', userId)
    .where('used_at', 'is', null);
  if (courseId !== undefined) ending = ending.where('course_id', '=', courseId);
  await ending.execute();
}

export interface SignIn {
  readonly token: string;
  /** Of the session that is made. */
  readonly sessionTokenHash: Buffer;
  readonly description: string | null;
  /** The session that the browser has; null if it has none. */
  readonly earlier: { readonly userId: string; readonly tokenHash: Buffer } | null;
}

export type SignInOutcome =
  | {
      readonly kind: 'signed-in';
      readonly userId: string;
      /** The slug of the course that the link invites to. */
      readonly course: string | null;
      /** Of the browser's earlier session, if it has ended. */
      readonly endedTokenHashes: readonly Buffer[];
    }
  | { readonly kind: 'unknown' | 'used' | 'expired' };

/**
 * Uses a link up and makes a session. All other open links of the user end. The browser's earlier session
 * ends if its user has an identity; an anonymous one stays with all that its user did.
 */
export async function redeemSignInLink(db: Connection, signIn: SignIn): Promise<SignInOutcome> {
  const tokenHash = hashOf(signIn.token);
  return inTransaction(db, async (transaction) => {
    // The user is locked first, as in a deletion.
    const { rows: found } = await sql<{ userId: string }>`
      select u.id as "userId" from users as u
      where u.id = (select user_id from sign_in_links where token_hash = ${tokenHash}::bytea)
      for update`.execute(transaction);
    const userId = found[0]?.userId;
    if (userId === undefined) return { kind: 'unknown' };
    const earlier = await readEarlier(transaction, signIn, userId);
    const { rows } = await sql<{ course: string | null }>`
      update sign_in_links as link
      set used_at = now(), earlier_user_id = ${earlier.anonymousUserId}::uuid
      where link.token_hash = ${tokenHash}::bytea and link.used_at is null
        and link.expires_at > now()
      returning (select slug from courses where courses.id = link.course_id) as course
      `.execute(transaction);
    const [used] = rows;
    if (used === undefined) return { kind: await whyNot(transaction, tokenHash) };
    const endedTokenHashes = await beginSession(transaction, signIn, userId, earlier);
    return { kind: 'signed-in', userId, course: used.course, endedTokenHashes };
  });
}

/** A browser's new session. */
export type NewSession = Pick<SignIn, 'sessionTokenHash' | 'description' | 'earlier'>;

/** What becomes of the session that the browser has. */
interface Earlier {
  /** Its anonymous user, who stays. */
  readonly anonymousUserId: string | null;
  /** Of a session that ends. */
  readonly endedTokenHash: Buffer | null;
}

/**
 * Makes the session of somebody who signs in, and offers what an anonymous user of the browser did. Resolves to the
 * token hashes of sessions that end.
 */
export async function beginSession(
  transaction: Connection,
  { sessionTokenHash, description }: NewSession,
  userId: string,
  { anonymousUserId, endedTokenHash }: Earlier,
): Promise<Buffer[]> {
  await endLinks(transaction, userId);
  if (anonymousUserId !== null) {
    await offerJoin(transaction, { userId, earlierUserId: anonymousUserId });
  }
  await transaction
    .updateTable('users')
    .set({ signed_in_at: sql`coalesce(signed_in_at, now())` })
    .where('id', '=', userId)
    .execute();
  await transaction
    .insertInto('sessions')
    .values({ user_id: userId, token_hash: sessionTokenHash, description })
    .execute();
  if (endedTokenHash === null) return [];
  await transaction.deleteFrom('sessions').where('token_hash', '=', endedTokenHash).execute();
  return [endedTokenHash];
}

export async function readEarlier(
  transaction: Connection,
  { earlier }: Pick<NewSession, 'earlier'>,
  userId: string,
): Promise<Earlier> {
  if (earlier === null) return { anonymousUserId: null, endedTokenHash: null };
  const identity = await transaction
    .selectFrom('identities')
    .select('id')
    .where('user_id', '=', earlier.userId)
    .executeTakeFirst();
  const isAnonymous = identity === undefined && earlier.userId !== userId;
  return isAnonymous
    ? { anonymousUserId: earlier.userId, endedTokenHash: null }
    : { anonymousUserId: null, endedTokenHash: earlier.tokenHash };
}

async function whyNot(transaction: Connection, tokenHash: Buffer): Promise<'used' | 'expired'> {
  const link = await transaction
    .selectFrom('sign_in_links')
    .select('used_at')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return link?.used_at === null ? 'expired' : 'used';
}

/** Removes links that stopped being valid before then. */
export async function forgetLinks(transaction: Connection, before: Date): Promise<void> {
  await transaction
    .deleteFrom('sign_in_links')
    .where(sql<Date>`least(expires_at, used_at)`, '<', before)
    .execute();
}
