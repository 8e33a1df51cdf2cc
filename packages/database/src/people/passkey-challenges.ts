import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { milliseconds } from '../queries/milliseconds.ts';
import type { Connection } from '../tables.ts';

/** What an authenticator has to sign. */
interface Challenge {
  readonly challenge: string;
  readonly purpose: 'add' | 'sign-in';
  /** Of the session that asks for it; null: a browser without a session. */
  readonly sessionHash: Buffer | null;
}

const validMs = 5 * 60_000;

const hashOf = (challenge: string): Buffer => createHash('sha256').update(challenge).digest();

/** Stores a challenge for some minutes, and removes those that have expired. */
export async function createChallenge(
  db: Connection,
  { challenge, purpose, sessionHash }: Challenge,
): Promise<void> {
  await forgetChallenges(db);
  await sql`
    insert into passkey_challenges (challenge_hash, purpose, session_hash, expires_at)
    values (${hashOf(challenge)}, ${purpose}, ${sessionHash}, now() + ${milliseconds(validMs)})
    `.execute(db);
}

/** Uses a challenge up; resolves to whether it was one for that purpose and session, and still valid. */
export async function takeChallenge(
  db: Connection,
  { challenge, purpose, sessionHash }: Challenge,
): Promise<boolean> {
  const { rows } = await sql<{ isValid: boolean }>`
    delete from passkey_challenges where challenge_hash = ${hashOf(challenge)}
    returning purpose = ${purpose} and expires_at > now()
      and session_hash is not distinct from ${sessionHash}::bytea as "isValid"`.execute(db);
  return rows[0]?.isValid === true;
}

/** Removes challenges that have expired. */
export async function forgetChallenges(db: Connection): Promise<void> {
  await sql`
    delete from passkey_challenges where challenge_hash in (
      select challenge_hash from passkey_challenges where expires_at < now()
      limit 1000 for update skip locked
    )`.execute(db);
}
