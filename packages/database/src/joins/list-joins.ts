import type { Join, JoinedDraft, JoinedProgram, JoinInCourse } from '@touchstone/contracts';
import { sql, type RawBuilder } from 'kysely';
import { readDraft, type StoredDraft } from '../queries/drafts.ts';
import { readSubmission } from '../queries/submissions.ts';
import { isUuid } from '../queries/uuid.ts';
import type { StoredSubmission } from '../queries/stored-submission.ts';
import type { Connection } from '../tables.ts';
import { tooLongAgo, undoableUntil } from '../queries/join-days.ts';

/** The newest of a join; its count has all. */
const maxPrograms = 100;

interface Seen {
  readonly userId: string;
  readonly now: Date;
  /** Courses and assignments that the user does not see. */
  readonly exceptIn: readonly string[];
  readonly exceptOf: readonly string[];
  /** Assignments whose verdicts are held back from the user. */
  readonly held: readonly string[];
}

/** The rows `s` of submissions that a join `j` is about. */
const isOfJoin = sql<boolean>`case
  when j.joined_at is null then s.user_id = j.earlier_user_id and s.created_at <= j.offered_at
  else exists (
    select from joined_submissions where join_id = j.id and submission_id = s.id
  ) end`;

/** Whether the row is still a question: nobody has answered it, and it is not too old. */
const isOpen = (now: Date) => sql<boolean>`(
  j.joined_at is null and j.refused_at is null and j.earlier_user_id is not null
  and j.offered_at > ${tooLongAgo(now)})`;

const isListed = (now: Date): RawBuilder<boolean> =>
  sql<boolean>`(${isOpen(now)} or j.joined_at is not null and j.undone_at is null)`;

/**
 * Histories that the user is asked about or has joined, the newest first; and joins of the user's own history
 * to an account. Without those that have nothing.
 */
export async function listJoins(db: Connection, seen: Seen): Promise<Join[]> {
  const { userId, now } = seen;
  const { rows } = await sql<{
    id: string;
    own: boolean;
    offered_at: Date;
    joined_at: Date | null;
    earlier_user_id: string | null;
  }>`
    select id, user_id = ${userId}::uuid as own, offered_at, joined_at, earlier_user_id
    from joins as j
    where ${isListed(now)} and (
      user_id = ${userId}::uuid or earlier_user_id = ${userId}::uuid and joined_at is not null
    )
    order by offered_at desc, id`.execute(db);
  const joins: Join[] = [];
  for (const row of rows) {
    const { programs, programCount } = await listPrograms(db, row.id, seen);
    const drafts = row.own ? await listDrafts(db, row.id, seen) : [];
    if (row.joined_at === null && programCount === 0 && drafts.length === 0) continue;
    const until = row.joined_at === null ? null : undoableUntil(row.joined_at);
    joins.push({
      id: row.id,
      by: row.own ? 'this user' : 'an account',
      offeredAt: row.offered_at.toISOString(),
      joinedAt: row.joined_at?.toISOString() ?? null,
      undoUntil:
        until === null || until <= now || row.earlier_user_id === null ? null : until.toISOString(),
      ...{ programs, programCount, drafts },
    });
  }
  return joins;
}

const isShown = ({ exceptIn, exceptOf }: Seen) => sql<boolean>`
  not a.course_id = any(${sql.val(exceptIn)}::uuid[]) and not a.id = any(${sql.val(exceptOf)}::uuid[])`;

/** Its verdicts are not for the user to see. */
const isHeld = ({ held }: Seen) => sql<boolean>`a.id = any(${sql.val(held)}::uuid[])`;

async function listPrograms(
  db: Connection,
  joinId: string,
  seen: Seen,
): Promise<{ programs: JoinedProgram[]; programCount: number }> {
  const { rows } = await sql<
    Omit<JoinedProgram, 'createdAt'> & { created_at: Date; programCount: number }
  >`
    select s.id, s.created_at, a.title as assignment, c.title as course,
      case when not ${isHeld(seen)} then coalesce(s.verdict, source.verdict) end as verdict,
      case when not ${isHeld(seen)} then (coalesce(s.summary, s.result, source.summary, source.result) -> 'points')::numeric end as points,
      (count(*) over ())::integer as "programCount"
    from joins as j
    join submissions as s on s.user_id in (j.user_id, j.earlier_user_id) and ${isOfJoin}
    join assignments as a on a.id = s.assignment_id
    join courses as c on c.id = a.course_id
    left join submissions as source on source.id = s.reused_from
    where j.id = ${joinId}::uuid and ${isShown(seen)}
    order by s.seq desc limit ${maxPrograms}`.execute(db);
  return {
    programCount: rows[0]?.programCount ?? 0,
    programs: rows.map(({ id, assignment, course, verdict, points, created_at }) => ({
      ...{ id, assignment, course, verdict, points },
      createdAt: created_at.toISOString(),
    })),
  };
}

/** What the anonymous user typed; it stays with that user. */
async function listDrafts(db: Connection, joinId: string, seen: Seen): Promise<JoinedDraft[]> {
  const { rows } = await sql<Omit<JoinedDraft, 'changedAt'> & { changed_at: Date }>`
    select a.id as "assignmentId", a.title as assignment, c.title as course, d.changed_at
    from joins as j
    join drafts as d on d.user_id = j.earlier_user_id and d.changed_at <= j.offered_at
    join assignments as a on a.id = d.assignment_id
    join courses as c on c.id = a.course_id
    where j.id = ${joinId}::uuid and ${isShown(seen)}
    order by d.changed_at desc, a.id limit ${maxPrograms}`.execute(db);
  return rows.map(({ changed_at, ...draft }) => ({
    ...draft,
    changedAt: changed_at.toISOString(),
  }));
}

interface OfJoin {
  readonly joinId: string;
  readonly userId: string;
  readonly now: Date;
}

/** A program of a history that the user is asked about or has joined. */
export async function readJoinedProgram(
  db: Connection,
  { joinId, userId, now }: OfJoin,
  submissionId: string,
): Promise<StoredSubmission | null> {
  if (!isUuid(joinId) || !isUuid(submissionId)) return null;
  const { rows } = await sql`
    select from joins as j join submissions as s on ${isOfJoin}
    where j.id = ${joinId}::uuid and j.user_id = ${userId}::uuid and ${isListed(now)}
      and s.id = ${submissionId}::uuid and s.user_id in (j.user_id, j.earlier_user_id)`.execute(db);
  return rows.length === 0 ? null : readSubmission(db, submissionId);
}

/** The same for a draft of the anonymous user. */
export async function readJoinedDraft(
  db: Connection,
  { joinId, userId, now }: OfJoin,
  assignmentId: string,
): Promise<StoredDraft | null> {
  if (!isUuid(joinId) || !isUuid(assignmentId)) return null;
  const { rows } = await sql<{ earlier: string }>`
    select j.earlier_user_id as earlier from joins as j
    join drafts as d on d.user_id = j.earlier_user_id and d.changed_at <= j.offered_at
    where j.id = ${joinId}::uuid and j.user_id = ${userId}::uuid and ${isListed(now)}
      and d.assignment_id = ${assignmentId}::uuid`.execute(db);
  const [found] = rows;
  return found === undefined ? null : readDraft(db, { userId: found.earlier, assignmentId });
}

/** Joins that brought a student submissions of the course; oldest first. */
export async function listJoinsInCourse(
  db: Connection,
  { userId, courseId }: { userId: string; courseId: string },
): Promise<JoinInCourse[]> {
  const { rows } = await sql<{ joined_at: Date; undone_at: Date | null; programs: number }>`
    select j.joined_at, j.undone_at, count(*)::integer as programs
    from joins as j
    join joined_submissions as joined on joined.join_id = j.id
    join submissions as s on s.id = joined.submission_id
    join assignments as a on a.id = s.assignment_id
    where j.user_id = ${userId}::uuid and a.course_id = ${courseId}::uuid
    group by j.id, j.joined_at, j.undone_at order by j.joined_at`.execute(db);
  return rows.map(({ joined_at, undone_at, programs }) => ({
    joinedAt: joined_at.toISOString(),
    undoneAt: undone_at?.toISOString() ?? null,
    programs,
  }));
}
