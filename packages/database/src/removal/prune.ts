import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { forgetChallenges } from '../people/passkey-challenges.ts';
import { forgetLinks } from '../people/sign-in-links.ts';
import type { Connection } from '../tables.ts';
import { deleteWithoutSubmissions } from './delete-user.ts';
import { forgetDeletedUsers } from './deleted-users.ts';
import { countExpiredWork, isExpired, removeExpiredWork } from './expired-work.ts';
import { lockRemovals } from './locks.ts';
import {
  isExpiredSession,
  isIdleUser,
  isPrunable,
  isUnnamed,
  type PruneRules,
} from './prunable.ts';
import { bytesOf, removeSubmissions, removeUnnamed } from './remove-submissions.ts';

/*
 * Removes old data in batches. Each batch looks at the next rows of one table, in the order of their
 * keys, in a separate transaction. So nobody waits long for one, and a run may be stopped at any time;
 * the next run finds the rest. Locked rows are left for the next run as well. A dry run changes nothing
 * and returns the counts that a run would have.
 */

/** Where to continue: after the row with that key, or at the beginning when it is null. */
export interface PruneCursor {
  readonly stage: Stage;
  readonly after: string | null;
}

export interface Pruned {
  /** Archived courses whose students' work was kept long enough, and is removed. */
  readonly courses: number;
  readonly submissions: number;
  readonly drafts: number;
  readonly deviceCodes: number;
  readonly users: number;
  readonly sessions: number;
  /** Size on disk, about. */
  readonly bytes: number;
}

export interface PruneBatch {
  readonly pruned: Pruned;
  /** Token hashes of removed sessions, for processes that cache them. */
  readonly tokenHashes: readonly Buffer[];
  /** Null after the last batch. */
  readonly next: PruneCursor | null;
}

export interface PruneOptions {
  readonly rules: PruneRules;
  readonly dryRun: boolean;
  /** Null for the first batch. */
  readonly cursor: PruneCursor | null;
  /** Rows to look at, 1,000 by default. */
  readonly limit?: number;
}

const nothing: Pruned = {
  courses: 0,
  submissions: 0,
  drafts: 0,
  deviceCodes: 0,
  users: 0,
  sessions: 0,
  bytes: 0,
};
const firstId = '00000000-0000-0000-0000-000000000000';

export async function pruneBatch(db: Connection, options: PruneOptions): Promise<PruneBatch> {
  const { rules, dryRun, limit = 1000 } = options;
  const { stage, after } = options.cursor ?? { stage: 'submissions', after: null };
  const {
    keys,
    isAgain = false,
    ...batch
  } = await db.transaction().execute(async (transaction) => {
    if (!dryRun) await lockRemovals(transaction);
    const run: (work: Work) => Promise<Batch> = stages[stage];
    return run({ transaction, rules, dryRun, limit, after });
  });
  const last = keys.at(-1);
  const following = pruneStages[pruneStages.indexOf(stage) + 1];
  const next = isAgain
    ? { stage, after }
    : last !== undefined && keys.length === limit
      ? { stage, after: last }
      : following === undefined
        ? null
        : { stage: following, after: null };
  return {
    pruned: { ...nothing, ...batch.pruned },
    tokenHashes: batch.tokenHashes ?? [],
    next,
  };
}

/** Lets PostgreSQL use the space of removed rows again. It blocks nobody. */
export async function reclaimRoom(database: Database): Promise<void> {
  await database.withoutTimeLimit((db) =>
    sql`vacuum submissions, drafts, device_codes, sessions, users, progress, standings, audit_log`.execute(
      db,
    ),
  );
}

interface Batch {
  /** Keys of the rows in this batch, in order. */
  readonly keys: readonly string[];
  /** Whether the same stage has more. */
  readonly isAgain?: boolean;
  readonly pruned: Partial<Pruned>;
  readonly tokenHashes?: readonly Buffer[];
}

interface Work {
  readonly transaction: Connection;
  readonly rules: PruneRules;
  readonly dryRun: boolean;
  readonly limit: number;
  readonly after: string | null;
}

/** Removes questions and answers from before then that say nothing any more; what is joined stays. */
async function forgetJoins(transaction: Connection, before: Date): Promise<void> {
  await sql`
    delete from joins where greatest(offered_at, refused_at, undone_at) < ${before}
      and (joined_at is null or undone_at is not null)`.execute(transaction);
}

/** In this order, since users are removed when they have nothing left. */
const stages = {
  submissions: async (work) => {
    const keys = await nextIds(work, 'submissions');
    const { transaction, rules, dryRun } = work;
    const within = sql`s.id = any(${sql.val(keys)}::uuid[]) and ${isPrunable('s', rules)}`;
    if (dryRun) {
      return {
        keys,
        pruned: await countSubmissions(transaction, sql`${within} and ${isUnnamed('s', rules)}`),
      };
    }
    const { rows } = await sql<{ id: string }>`
      select s.id from submissions as s where ${within}
      order by s.id for update skip locked`.execute(transaction);
    const ids = rows.map(({ id }) => id);
    return { keys, pruned: await removeSubmissions(transaction, ids) };
  },

  nobodys: async (work) => {
    const { transaction, rules, dryRun } = work;
    // An ungraded one may be getting a follower; it is checked once it is graded.
    const keys = await nextIds(work, 'submissions', sql`user_id is null and status = 'graded'`);
    if (dryRun) {
      const within = sql`s.id = any(${sql.val(keys)}::uuid[]) and ${isUnnamed('s', rules)}`;
      return { keys, pruned: await countSubmissions(transaction, within) };
    }
    return { keys, pruned: await removeUnnamed(transaction, keys) };
  },

  drafts: async ({ transaction, rules, dryRun, limit, after }) => {
    const [user = firstId, assignment = firstId] = after?.split(' ') ?? [];
    const { rows } = await sql<{ user_id: string; assignment_id: string; bytes: number | null }>`
      with page as (
        select user_id, assignment_id, changed_at, code, other_files from drafts
        where (user_id, assignment_id) > (${user}::uuid, ${assignment}::uuid)
        order by user_id, assignment_id limit ${limit}
      ), old as (
        ${
          dryRun
            ? sql`select user_id, assignment_id, code, other_files from page
                where changed_at < ${rules.before} and not ${isExpired('assignment_id')}`
            : sql`delete from drafts using page
                where drafts.user_id = page.user_id and drafts.assignment_id = page.assignment_id
                  and drafts.changed_at < ${rules.before}
                returning drafts.user_id, drafts.assignment_id, drafts.code,
                  drafts.other_files`
        }
      )
      select page.user_id, page.assignment_id, pg_column_size(old.code)
          + coalesce(pg_column_size(old.other_files), 0) as bytes
      from page left join old
        on old.user_id = page.user_id and old.assignment_id = page.assignment_id
      order by page.user_id, page.assignment_id`.execute(transaction);
    const sizes = rows.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]));
    return {
      keys: rows.map(({ user_id, assignment_id }) => `${user_id} ${assignment_id}`),
      pruned: { drafts: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) },
    };
  },

  deviceCodes: async ({ transaction, rules, dryRun }) => {
    if (!dryRun) {
      await forgetDeletedUsers(transaction, rules.before);
      await forgetLinks(transaction, rules.before);
      await forgetJoins(transaction, rules.before);
      await forgetChallenges(transaction);
    }
    const { rows } = await (
      dryRun
        ? sql`select user_id from device_codes where expires_at < now()`
        : sql`delete from device_codes where expires_at < now() returning user_id`
    ).execute(transaction);
    return { keys: [], pruned: { deviceCodes: rows.length } };
  },

  expiredWork: async ({ transaction, dryRun, limit }) => {
    if (dryRun) return { keys: [], pruned: await countExpiredWork(transaction) };
    const removed = await removeExpiredWork(transaction, limit);
    return removed === null
      ? { keys: [], pruned: {} }
      : { keys: [], isAgain: true, pruned: removed };
  },

  users: async (work) => {
    const { transaction, rules, dryRun } = work;
    const keys = await nextIds(work, 'users');
    const idle = (ids: readonly string[]) =>
      sql`u.id = any(${sql.val(ids)}::uuid[]) and ${isIdleUser('u', rules)}`;
    if (dryRun) {
      const { rows } = await sql<{ users: number; sessions: number }>`
        select count(*) as users, coalesce(sum(
          (select count(*) from sessions where sessions.user_id = u.id)
        ), 0) as sessions
        from users as u where ${idle(keys)}`.execute(transaction);
      return { keys, pruned: rows[0] ?? {} };
    }
    const { rows: locked } = await sql<{ id: string }>`
      select u.id from users as u where ${idle(keys)}
      order by u.id for update skip locked`.execute(transaction);
    // Again, since something may have changed before the locks.
    const { rows } = await sql<{ id: string }>`
      select u.id from users as u where ${idle(locked.map(({ id }) => id))}
        and not exists (select from submissions where user_id = u.id)`.execute(transaction);
    const ids = rows.map(({ id }) => id);
    const tokenHashes = await deleteWithoutSubmissions(transaction, ids);
    return { keys, pruned: { users: ids.length, sessions: tokenHashes.length }, tokenHashes };
  },

  sessions: async (work) => {
    const { transaction, rules, dryRun } = work;
    const keys = await nextIds(work, 'sessions');
    const expired = sql`s.id = any(${sql.val(keys)}::uuid[]) and ${isExpiredSession('s', rules)}`;
    const { rows } = await (
      dryRun
        ? sql<{ token_hash: Buffer }>`
            select s.token_hash from sessions as s join users as u on u.id = s.user_id
            where ${expired} and not ${isIdleUser('u', rules)}`
        : sql<{ token_hash: Buffer }>`
            delete from sessions as s where ${expired} returning s.token_hash`
    ).execute(transaction);
    return {
      keys,
      pruned: { sessions: rows.length },
      ...(!dryRun && { tokenHashes: rows.map(({ token_hash }) => token_hash) }),
    };
  },
} satisfies Record<string, (work: Work) => Promise<Batch>>;

type Stage = keyof typeof stages;
const pruneStages = Object.keys(stages) as Stage[];

async function nextIds(
  { transaction, limit, after }: Work,
  table: 'submissions' | 'users' | 'sessions',
  only = sql`true`,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where id > ${after ?? firstId}::uuid and ${only}
    order by id limit ${limit}`.execute(transaction);
  return rows.map(({ id }) => id);
}

async function countSubmissions(
  transaction: Connection,
  condition: ReturnType<typeof sql>,
): Promise<Partial<Pruned>> {
  const { rows } = await sql<{ submissions: number; bytes: number }>`
    select count(*) as submissions, coalesce(sum(${bytesOf('s')}), 0) as bytes
    from submissions as s where ${condition} and not ${isExpired('s.assignment_id')}`.execute(
    transaction,
  );
  return rows[0] ?? {};
}
