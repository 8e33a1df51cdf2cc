import { sql, type RawBuilder } from 'kysely';

/** A course, and whose data a caller may see in it. */
export interface TeachScope {
  readonly courseId: string;
  /** Null: all students of the course. */
  readonly students: readonly string[] | null;
  /** Without, students are sorted by their ids, so that not even the order tells something. */
  readonly showsNames: boolean;
}

/** Whether the column is a student that the caller may see. */
export const isSeen = ({ students }: TeachScope, column: RawBuilder<unknown>) =>
  students === null
    ? sql<boolean>`true`
    : sql<boolean>`${column} = any(${sql.val(students)}::uuid[])`;

/**
 * CTEs whose last one, `students`, has the students of a course that the caller may see: its members with that
 * role, and in an open course everybody else who has handed something in. The recursion finds each of these in
 * one step of an index, however much they handed in.
 */
export const withStudents = (scope: TeachScope) => sql`
  tried as (
    (select user_id from standings where course_id = ${scope.courseId}::uuid order by user_id limit 1)
    union all
    select (
      select user_id from standings
      where course_id = ${scope.courseId}::uuid and user_id > tried.user_id
      order by user_id limit 1
    ) from tried where tried.user_id is not null
  ), students as (
    select everybody.user_id, member.student_number, member.group_name,
      case when ${scope.showsNames}::boolean then member.name end as name
    from (
      select user_id from tried where user_id is not null
      union
      select user_id from members where course_id = ${scope.courseId}::uuid
    ) as everybody
    left join members as member
      on member.course_id = ${scope.courseId}::uuid and member.user_id = everybody.user_id
    where coalesce(member.role, 'student') = 'student'
      and ${isSeen(scope, sql`everybody.user_id`)}
  )`;

/** `Lovelace` of both `Ada Lovelace` and `Lovelace, Ada`. */
const lastName = (name: RawBuilder<unknown>) =>
  sql`case when strpos(${name}, ',') > 0 then split_part(${name}, ',', 1)
    else regexp_replace(trim(${name}), '^.*\\s', '') end`;

/** By last name, then by the whole name; those without one last. */
export function studentKey(row: string) {
  const [name, userId] = [sql`coalesce(${sql.ref(`${row}.name`)}, '')`, sql.ref(`${row}.user_id`)];
  return sql`(${sql.ref(`${row}.name`)} is null, lower(${lastName(name)}), lower(${name}), ${userId})`;
}

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
