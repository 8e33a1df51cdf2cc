-- When assignments open, are due and close, and for whom it is different.
-- Holds up: who hands in, while three indexes of submissions are made, some seconds for each million.
-- Old servers: they write none of the new states. One that meets an identical program in flight refuses it,
-- and the page hands it in again, until the server is restarted.
lock table users, courses, assignments, submissions;

-- By whose clock the dates of the course are meant, and days begin and end.
alter table courses add column time_zone text not null default 'UTC';

alter table assignments
  add column opens_at timestamptz,
  add column due_at timestamptz,
  add column closes_at timestamptz,
  -- What each begun day after due_at costs; null: nothing.
  add column points_per_day numeric;

-- Other dates for a student, for a group, or without either for all; null where they change nothing.
create table date_changes (
  id uuid primary key default gen_random_uuid(),
  assignment_id uuid not null references assignments (id) on delete cascade,
  user_id uuid references users (id) on delete cascade,
  group_name text,
  opens_at timestamptz,
  due_at timestamptz,
  closes_at timestamptz,
  reason text,
  -- Who said so; null: a command on the server.
  author_id uuid,
  changed_at timestamptz not null default now(),
  check (user_id is null or group_name is null),
  check (num_nonnulls(opens_at, due_at, closes_at) > 0)
);
create unique index date_changes_of on date_changes (
  assignment_id, coalesce(user_id::text, ''), coalesce(group_name, '')
);
create index date_changes_of_user on date_changes (user_id) where user_id is not null;

-- The changes of an assignment's dates that apply to a student; to nobody in particular, those for all.
create or replace function date_changes_for(assignment uuid, student uuid)
returns table (rule text, opens_at timestamptz, due_at timestamptz, closes_at timestamptz)
language sql stable
as $$
  select
    case when changes.user_id is not null then 'student'
      when changes.group_name is not null then 'group' else 'all' end,
    changes.opens_at, changes.due_at, changes.closes_at
  from date_changes as changes
  join assignments on assignments.id = changes.assignment_id
  left join members
    on members.course_id = assignments.course_id and members.user_id = student
  where changes.assignment_id = assignment and (
    changes.user_id = student
    or changes.group_name = members.group_name
    or changes.user_id is null and changes.group_name is null
  )
$$;

-- Begun days after `due`: a day ends when the zone's clock shows the same time again. As lateDays in
-- packages/contracts/src/dates/date-rules.ts.
create or replace function late_days(due timestamptz, received timestamptz, zone text) returns integer
language sql stable
as $$
  select case when due is null or received <= due then 0 else (
    select min(days)
    from generate_series(first.days, first.days + 3) as days
    where ((due at time zone zone) + make_interval(days => days)) at time zone zone >= received
  ) end
  from (
    select greatest(1, floor(
      extract(epoch from (received at time zone zone) - (due at time zone zone)) / 86400
    ))::integer as days
  ) as first
$$;

-- What counts of the points of a submission that was received then.
create or replace function earned_points(
  result_points numeric, received timestamptz, assignment uuid, student uuid
) returns numeric
language sql stable
as $$
  select case
    when assignments.points_per_day is null or received <= assignments.due_at then result_points
    else greatest(0, result_points - assignments.points_per_day * late_days(
      greatest(
        assignments.due_at, (select max(due_at) from date_changes_for(assignment, student))
      ),
      received, courses.time_zone
    )) end
  from assignments join courses on courses.id = assignments.course_id
  where assignments.id = assignment
$$;

-- received: waits until an earlier submission of its user is graded, and is then queued.
-- superseded: its user handed in another one for the assignment before it was graded. It never is.
alter table submissions
  drop constraint submissions_status_check,
  drop constraint submissions_attempt_or_reuse,
  add constraint submissions_status_check check (
    status in ('received', 'queued', 'grading', 'graded', 'superseded')
  ) not valid,
  add constraint submissions_attempt_or_reuse check (
    case
      when reused_from is not null then status = 'graded' and attempt = 0
      when status in ('received', 'queued', 'superseded') then true
      else attempt > 0
    end
  ) not valid;

drop index submissions_one_ungraded;
create unique index submissions_one_ungraded on submissions (user_id)
  where status in ('queued', 'grading');
drop index submissions_one_leader;
create unique index submissions_one_leader
  on submissions (assignment_id, bundle_hash, code_hash)
  where status in ('queued', 'grading') and leader_id is null;
create unique index submissions_one_received on submissions (user_id, assignment_id)
  where status = 'received';
