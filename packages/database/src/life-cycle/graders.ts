import type { MadeBy } from '@touchstone/contracts';
import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import type { Connection } from '../tables.ts';

/*
 * What is known of graders: who they are, what they grade with, and when they last spoke. What that
 * means for the attempts of one stands in states.ts.
 */

export interface GraderWord {
  readonly instance: string;
  /** What it says of itself; without it only an instance that is known is heard. */
  readonly self?: {
    readonly name: string;
    readonly serves: MadeBy | null;
    readonly ended: boolean;
  };
  /** Whoever says nothing for so long counts as silent. */
  readonly silentMs: number;
}

/**
 * Notes that a grader speaks: what was taken for lost of it is not lost, and after a silence its
 * attempts get the time in which it was away.
 */
export async function hearGrader(db: Connection, word: GraderWord): Promise<void> {
  if (await hearAsUsual(db, word)) return;
  await inTransaction(db, async (transaction) => {
    const { instance, self } = word;
    if (self !== undefined) await introduce(transaction, instance, self);
    const known = await transaction
      .selectFrom('graders')
      .select(sql<number>`extract(epoch from now() - last_seen_at)::double precision`.as('awayS'))
      .where('instance', '=', instance)
      // Leaves room for the foreign keys of whoever holds a submission and takes its attempt for lost.
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (known === undefined) return;
    await forgive(transaction, instance);
    if (known.awayS * 1_000 > word.silentMs) await prolong(transaction, instance, known.awayS);
    await noteWord(transaction, word).execute();
  });
}

/** False when there is more to do than to note it. */
async function hearAsUsual(db: Connection, word: GraderWord): Promise<boolean> {
  const { numUpdatedRows } = await noteWord(db, word)
    .where('gone_at', 'is', null)
    .where(sql<boolean>`last_seen_at >= now() - ${milliseconds(word.silentMs)}`)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('lost_attempts')
            .select('attempt')
            .whereRef('lost_attempts.instance', '=', 'graders.instance'),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

const noteWord = (db: Connection, { instance, self }: GraderWord) =>
  db
    .updateTable('graders')
    .set({
      last_seen_at: sql<Date>`now()`,
      gone_at: self?.ended === true ? sql<Date>`now()` : null,
      ...(self !== undefined && {
        name: self.name,
        judge_version: self.serves?.judge ?? null,
        python_version: self.serves?.python ?? null,
      }),
    })
    .where('instance', '=', instance);

/** The first word of an instance tells that those before it under its name are gone. */
async function introduce(
  transaction: Connection,
  instance: string,
  { name }: NonNullable<GraderWord['self']>,
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('graders')
    .values({ instance, name, judge_version: null, python_version: null })
    .onConflict((conflict) => conflict.column('instance').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) return;
  await transaction
    .updateTable('graders')
    .set({ gone_at: sql<Date>`now()` })
    .where('name', '=', name)
    .where('instance', '<>', instance)
    .where('gone_at', 'is', null)
    .execute();
}

/** Locks the submissions first, as whoever takes an attempt for lost does. */
async function forgive(transaction: Connection, instance: string): Promise<void> {
  const lost = transaction
    .selectFrom('lost_attempts')
    .select('submission_id')
    .where('instance', '=', instance);
  await transaction
    .selectFrom('submissions')
    .select('id')
    .where('id', 'in', lost)
    .orderBy('id')
    .forUpdate()
    .execute();
  await transaction
    .with('forgiven', (deleting) =>
      deleting
        .deleteFrom('lost_attempts')
        .where('instance', '=', instance)
        .returning('submission_id'),
    )
    .with('counts', (counting) =>
      counting
        .selectFrom('forgiven')
        .select(['submission_id', sql<number>`count(*)::integer`.as('count')])
        .groupBy('submission_id'),
    )
    .updateTable('submissions')
    .from('counts')
    .set({ lost_attempts: sql<number>`greatest(0, submissions.lost_attempts - counts.count)` })
    .whereRef('submissions.id', '=', 'counts.submission_id')
    .where('submissions.status', '<>', 'graded')
    .execute();
}

const prolong = (transaction: Connection, instance: string, awayS: number) =>
  transaction
    .updateTable('submissions')
    .set({
      deadline_at: sql<Date>`deadline_at + make_interval(secs => ${awayS}::double precision)`,
    })
    .where('status', '=', sql.lit('grading'))
    .where('grader_instance', '=', instance)
    .execute();

/** Graders that have been silent for so long count as gone, until they speak. */
export async function partFromSilentGraders(
  db: Connection,
  { goneMs }: { goneMs: number },
): Promise<void> {
  await db
    .updateTable('graders')
    .set({ gone_at: sql<Date>`now()` })
    .where('gone_at', 'is', null)
    .where(sql<boolean>`last_seen_at < now() - ${milliseconds(goneMs)}`)
    .execute();
}

/** Forgets those that have been gone for a day, but for the last that spoke at all. */
export async function forgetGraders(db: Connection): Promise<void> {
  await db
    .deleteFrom('graders')
    .where('gone_at', 'is not', null)
    .where(sql<boolean>`last_seen_at < now() - interval '1 day'`)
    .where(sql<boolean>`last_seen_at < (select max(last_seen_at) from graders)`)
    .execute();
}

/**
 * What gradings are made with now: the judges and Pythons of graders that have spoken within
 * `withinMs`; when there is none, of the one that spoke last.
 */
export async function listServing(
  db: Connection,
  { withinMs }: { withinMs: number },
): Promise<MadeBy[]> {
  const { rows } = await sql<MadeBy>`
    with able as (
      select judge_version, python_version, last_seen_at,
        gone_at is null and last_seen_at >= now() - ${milliseconds(withinMs)} as is_here
      from graders where judge_version is not null
    )
    select distinct judge_version as judge, python_version as python from able
    where case when exists (select from able where is_here) then is_here
      else last_seen_at = (select max(last_seen_at) from able) end
    order by judge, python`.execute(db);
  return rows;
}

/** An interval of PostgreSQL. */
export const milliseconds = (ms: number) =>
  sql`make_interval(secs => ${ms}::double precision / 1000)`;
