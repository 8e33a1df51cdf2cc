import type { MadeBy } from '@touchstone/contracts';
import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import { milliseconds } from '../queries/milliseconds.ts';
import type { Connection } from '../tables.ts';

/*
 * What is stored about graders: their names, what they grade with, and when they were last seen.
 * states.ts describes what that means for their attempts.
 */

export interface GraderSeen {
  readonly instance: string;
  /** What a heartbeat contains; without it, an unknown instance is ignored. */
  readonly self?: {
    readonly name: string;
    readonly serves: MadeBy | null;
    readonly ended: boolean;
  };
  /** A grader that was not seen for longer counts as silent. */
  readonly silentMs: number;
}

/**
 * Notes that a grader is alive. Its attempts that were counted as lost are not lost, and after a
 * silence the deadlines of its attempts are extended by the silence.
 */
export async function noteGraderSeen(db: Connection, seen: GraderSeen): Promise<void> {
  if (await noteUsualCall(db, seen)) return;
  await inTransaction(db, async (transaction) => {
    const { instance, self } = seen;
    if (self !== undefined) await insertIfNew(transaction, instance, self);
    const known = await transaction
      .selectFrom('graders')
      .select(sql<number>`extract(epoch from now() - last_seen_at)::double precision`.as('awayS'))
      .where('instance', '=', instance)
      // A weaker lock, which others may pass that count an attempt as lost and insert its foreign key.
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (known === undefined) return;
    await forgiveLosses(transaction, instance);
    if (known.awayS * 1_000 > seen.silentMs)
      await extendDeadlines(transaction, instance, known.awayS);
    await updateGrader(transaction, seen).execute();
  });
}

/** Returns false when there is more to do than to update the row. */
async function noteUsualCall(db: Connection, seen: GraderSeen): Promise<boolean> {
  const { numUpdatedRows } = await updateGrader(db, seen)
    .where('gone_at', 'is', null)
    .where(sql<boolean>`last_seen_at >= now() - ${milliseconds(seen.silentMs)}`)
    .where(sql<boolean>`not exists (select from lost_attempts where instance = graders.instance)`)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

const updateGrader = (db: Connection, { instance, self }: GraderSeen) =>
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

/** A new instance shows that earlier ones of the same name are gone. */
async function insertIfNew(
  transaction: Connection,
  instance: string,
  { name }: NonNullable<GraderSeen['self']>,
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

/** Locks the submissions first, as do all who count an attempt as lost. */
async function forgiveLosses(transaction: Connection, instance: string): Promise<void> {
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
  await sql`
    with forgiven as (
      delete from lost_attempts where instance = ${instance} returning submission_id
    ), counts as (
      select submission_id, count(*)::integer as count from forgiven group by submission_id
    )
    update submissions set lost_attempts = greatest(0, submissions.lost_attempts - counts.count)
    from counts where submissions.id = counts.submission_id and submissions.status <> 'graded'`.execute(
    transaction,
  );
}

const extendDeadlines = (transaction: Connection, instance: string, awayS: number) =>
  transaction
    .updateTable('submissions')
    .set({
      deadline_at: sql<Date>`deadline_at + make_interval(secs => ${awayS}::double precision)`,
    })
    .where('status', '=', sql.lit('grading'))
    .where('grader_instance', '=', instance)
    .execute();

/** Graders that have been silent for `goneMs` count as gone until they are seen again. */
export async function markSilentGradersGone(
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

/** Forgets graders that have been gone for a day, except the one that was seen last. */
export async function forgetGraders(db: Connection): Promise<void> {
  await db
    .deleteFrom('graders')
    .where('gone_at', 'is not', null)
    .where(sql<boolean>`last_seen_at < now() - interval '1 day'`)
    .where(sql<boolean>`last_seen_at < (select max(last_seen_at) from graders)`)
    .execute();
}

/**
 * The judges and Pythons that grade at present: those of graders seen within `withinMs`, or, when there
 * are none, of the grader that was seen last.
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
