import { sql } from 'kysely';
import { noteActions, type Actor } from '../queries/audit-log.ts';
import { mailIssuer, normaliseMail } from '../queries/mail-identity.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';

/** Whose points of which assignment: slugs, and a student's uuid, mail address or number in the course. */
export interface PointsPlace {
  readonly course: string;
  readonly assignment: string;
  readonly student: string;
}

export type OverrideOutcome =
  | {
      readonly kind: 'done';
      readonly userId: string;
      /** What is overridden; null: nothing earned. */
      readonly earned: number | null;
    }
  | { readonly kind: 'no-assignment' | 'no-student' | 'nothing-to-remove' };

/**
 * Gives a student points in the place of those that were earned, or with null lets the earned ones count
 * again. Both are in the audit log.
 */
export async function overridePoints(
  db: Connection,
  change: {
    place: PointsPlace;
    override: { points: number; reason: string } | null;
    actor: Actor;
  },
): Promise<OverrideOutcome> {
  const { place, override, actor } = change;
  return inTransaction(db, async (transaction) => {
    const assignment = await transaction
      .selectFrom('assignments')
      .innerJoin('courses', 'courses.id', 'assignments.course_id')
      .select(['assignments.id', 'courses.id as courseId'])
      .where('courses.slug', '=', place.course)
      .where('assignments.slug', '=', place.assignment)
      .executeTakeFirst();
    if (assignment === undefined) return { kind: 'no-assignment' };
    const userId = await findStudent(transaction, assignment.courseId, place.student);
    if (userId === null) return { kind: 'no-student' };
    const key = { user_id: userId, assignment_id: assignment.id };
    if (override === null) {
      const { numDeletedRows } = await transaction
        .deleteFrom('overridden_points')
        .where('user_id', '=', userId)
        .where('assignment_id', '=', assignment.id)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return { kind: 'nothing-to-remove' };
    } else {
      const values = { ...override, author_id: actor, changed_at: sql<Date>`now()` };
      await transaction
        .insertInto('overridden_points')
        .values({ ...key, ...values })
        .onConflict((conflict) =>
          conflict.columns(['user_id', 'assignment_id']).doUpdateSet(values),
        )
        .execute();
    }
    const of = { actor, courseId: assignment.courseId, subjectId: userId };
    const { assignment: slug } = place;
    await noteActions(transaction, [
      override === null
        ? { ...of, action: 'remove-overridden-points', details: { assignment: slug } }
        : {
            ...of,
            action: 'override-points',
            details: { assignment: slug, points: override.points },
          },
    ]);
    const progress = await transaction
      .selectFrom('progress')
      .select('best_points as points')
      .where('user_id', '=', userId)
      .where('assignment_id', '=', assignment.id)
      .executeTakeFirst();
    return { kind: 'done', userId, earned: progress?.points ?? null };
  });
}

/** A student of the course: a member by number, mail address or uuid, or by uuid who took part. */
async function findStudent(
  transaction: Connection,
  courseId: string,
  student: string,
): Promise<string | null> {
  const uuid = isUuid(student) ? student : null;
  const mail = normaliseMail(student);
  const { rows } = await sql<{ id: string }>`
    select users.id from users
    left join members as member on member.course_id = ${courseId} and member.user_id = users.id
    where coalesce(member.role, 'student') = 'student' and (
      users.id = ${uuid}::uuid and (member.user_id is not null or exists (
        select from assignments as a where a.course_id = ${courseId} and (
          exists (select from submissions as s where s.user_id = users.id and s.assignment_id = a.id)
          or exists (select from progress as p where p.user_id = users.id and p.assignment_id = a.id)
        )
      ))
      or member.student_number = ${student}
      or member.user_id is not null and users.id = (
        select user_id from identities
        where issuer = ${mailIssuer} and subject = ${mail}
      )
    )
    order by users.id = ${uuid}::uuid desc nulls last for key share of users limit 1`.execute(
    transaction,
  );
  return rows[0]?.id ?? null;
}
