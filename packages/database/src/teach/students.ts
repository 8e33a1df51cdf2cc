import { sql, type RawBuilder } from 'kysely';

/** A course, and whose data a caller may see in it. */
export interface TeachScope {
  readonly courseId: string;
  /** Null: all students of the course. */
  readonly students: readonly string[] | null;
  /** Without, students have pseudonyms, and neither numbers nor an order or a search that tells names. */
  readonly showsNames: boolean;
}

/** Whether the column is a student that the caller may see. */
export const isSeen = ({ students }: TeachScope, column: RawBuilder<unknown>) =>
  students === null
    ? sql<boolean>`true`
    : sql<boolean>`${column} in (select unnest(${sql.val(students)}::uuid[]))`;

/**
 * When the assignment is due for the student: extensions apply as the student's dates say
 * (packages/contracts/src/dates/date-rules.ts). Joins `students as s` and `assignments as a`.
 */
export const dueFor = sql`
  left join date_changes as due_for_all on due_for_all.assignment_id = a.id
    and due_for_all.user_id is null and due_for_all.group_name is null
  left join date_changes as due_for_group
    on due_for_group.assignment_id = a.id and due_for_group.group_name = s.group_name
  left join date_changes as due_for_student
    on due_for_student.assignment_id = a.id and due_for_student.user_id = s.user_id
  cross join lateral (
    select case when a.due_at is not null then greatest(
      a.due_at, due_for_all.due_at, due_for_group.due_at, due_for_student.due_at
    ) end as at
  ) as due`;
