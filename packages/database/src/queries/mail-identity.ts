import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/** The issuer of identities that are mail addresses. */
export const mailIssuer = 'mail';

const maxMailLength = 254;
/** Without signs that addresses need quotation marks for, controls and halves of pairs. */
const mailPattern = /^[^\s\p{C}@"'<>(),;:\\]+@[^\s\p{C}@"'<>(),;:\\]+\.[^\s\p{C}@"'<>(),;:\\.]+$/u;

/** The address in the form in which it is stored; null if it is not one. */
export function normaliseMail(text: string): string | null {
  const mail = text.trim().normalize('NFC').toLowerCase();
  return mail.length <= maxMailLength && mailPattern.test(mail) ? mail : null;
}

/** The user with that address, in its stored form; null if there is none. */
export async function findUserByMail(db: Connection, mail: string): Promise<string | null> {
  const identity = await db
    .selectFrom('identities')
    .select('user_id')
    .where('issuer', '=', mailIssuer)
    .where('subject', '=', mail)
    .executeTakeFirst();
  return identity?.user_id ?? null;
}

/** Serialises the making of users by their addresses. */
const identityLock = 7_226_015;

/** The users with these addresses, by address; makes those that are missing. In a transaction. */
export async function ensureUsersByMail(
  transaction: Connection,
  mails: readonly string[],
): Promise<Map<string, string>> {
  await sql`select pg_advisory_xact_lock(${identityLock})`.execute(transaction);
  await sql`
    with new as materialized (
      select gen_random_uuid() as id, mail from unnest(${sql.val(mails)}::text[]) as wanted (mail)
      where not exists (select from identities where issuer = ${mailIssuer} and subject = mail)
    ), made as (insert into users (id) select id from new)
    insert into identities (user_id, issuer, subject) select id, ${mailIssuer}, mail from new
    `.execute(transaction);
  const { rows } = await sql<{ mail: string; userId: string }>`
    select subject as mail, user_id as "userId" from identities
    where issuer = ${mailIssuer} and subject = any(${sql.val(mails)}::text[])`.execute(transaction);
  return new Map(rows.map(({ mail, userId }) => [mail, userId]));
}
