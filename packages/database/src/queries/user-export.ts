import { writtenProgram, type ExportedSubmission, type ExportedUser } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { exportTeaching } from './export-teaching.ts';
import { codeOf, otherFilesOf, programOf } from './program-columns.ts';
import { exportPerson } from './export-person.ts';
import { readTotalPoints } from './progress.ts';
import { listSessions } from './sessions.ts';
import { ownStatusOf, withEarlierTests } from './stored-submission.ts';
import { isUuid } from './uuid.ts';

/** All data of a user except the submissions; null when there is no such user. */
export async function exportUser(db: Connection, userId: string): Promise<ExportedUser | null> {
  if (!isUuid(userId)) return null;
  const user = await db
    .selectFrom('users')
    .leftJoin('device_codes', 'device_codes.user_id', 'users.id')
    .select(['users.id', 'users.created_at', 'device_codes.expires_at', sql<Date>`now()`.as('now')])
    .select(sql<boolean>`users.recovery_hash is not null`.as('has_recovery_key'))
    .select(['users.is_administrator', 'users.signed_in_at', 'users.nickname'])
    .where('users.id', '=', userId)
    .executeTakeFirst();
  if (user === undefined) return null;
  const progress = await selectNames(db)
    .innerJoin('progress', 'progress.assignment_id', 'assignments.id')
    .select(['progress.best_points as points', 'progress.completed'])
    .where('progress.user_id', '=', user.id)
    .execute();
  const overridden = await selectNames(db)
    .innerJoin('overridden_points as o', 'o.assignment_id', 'assignments.id')
    .select(['o.points', 'o.reason', 'o.changed_at'])
    .where('o.user_id', '=', user.id)
    .execute();
  const drafts = await selectNames(db)
    .innerJoin('drafts', 'drafts.assignment_id', 'assignments.id')
    .select(['drafts.code', 'drafts.other_files', 'drafts.revision', 'drafts.changed_at'])
    .where('drafts.user_id', '=', user.id)
    .execute();
  const sessions = await listSessions(db, user.id);
  return {
    format: 1,
    exportedAt: user.now.toISOString(),
    uuid: user.id,
    nickname: user.nickname,
    createdAt: user.created_at.toISOString(),
    points: await readTotalPoints(db, user.id),
    hasRecoveryKey: user.has_recovery_key,
    deviceCodeExpiresAt: user.expires_at?.toISOString() ?? null,
    progress,
    overriddenPoints: overridden.map(({ changed_at, ...given }) => ({
      ...given,
      changedAt: changed_at.toISOString(),
    })),
    drafts: drafts.map(({ code, other_files, changed_at, revision, ...names }) => ({
      ...names,
      ...writtenProgram(programOf({ code, other_files })),
      revision,
      changedAt: changed_at.toISOString(),
    })),
    sessions: sessions.map(({ id, createdAt, lastUsedAt, description }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      description,
    })),
    isAdministrator: user.is_administrator,
    signedInAt: user.signed_in_at?.toISOString() ?? null,
    ...(await exportTeaching(db, user.id)),
    ...(await exportPerson(db, user.id)),
  };
}

/**
 * A page of all submissions of a user, oldest first. `after` is the previous page's `next`, null for the
 * first page; `next` is null on the last one.
 */
export async function exportSubmissions(
  db: Connection,
  page: { userId: string; after: number | null; limit: number },
): Promise<{ submissions: ExportedSubmission[]; next: number | null }> {
  const { userId, after, limit } = page;
  const rows = await db
    .selectFrom('submissions as s')
    .leftJoin('submissions as source', 'source.id', 's.reused_from')
    .leftJoin('submissions as leader', 'leader.id', 's.leader_id')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['s.seq', 's.id', 's.created_at', 's.graded_at', 's.reused_from', 's.regraded_at'])
    .select(ownStatusOf.as('status'))
    .select(['courses.slug as course', 'assignments.slug as assignment'])
    .select(codeOf('s', 'source', 'leader').as('code'))
    .select(otherFilesOf('s', 'source', 'leader').as('other_files'))
    .select((eb) => eb.fn.coalesce('s.result', 'source.result').as('result'))
    .select(withEarlierTests.as('earlier_tests'))
    .where('s.user_id', '=', userId)
    .where('s.seq', '>', after ?? 0)
    .orderBy('s.seq')
    .limit(limit)
    .execute();
  return {
    submissions: rows.map((row) => ({
      id: row.id,
      course: row.course,
      assignment: row.assignment,
      ...writtenProgram(programOf(row)),
      status: row.status,
      result: row.result,
      createdAt: row.created_at.toISOString(),
      gradedAt: row.graded_at?.toISOString() ?? null,
      reusedFrom: row.reused_from,
      earlierTests: row.earlier_tests,
      regradedAt: row.regraded_at?.toISOString() ?? null,
    })),
    next: rows.length < limit ? null : (rows.at(-1)?.seq ?? null),
  };
}

const selectNames = (db: Connection) =>
  db
    .selectFrom('assignments')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['courses.slug as course', 'assignments.slug as assignment'])
    .orderBy('courses.seq')
    .orderBy('assignments.slug');
