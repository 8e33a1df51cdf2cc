-- What teachers see of a student in an assignment, kept beside the submissions so that no page of theirs reads
-- a million of them (src/standing/). Never used for points.
-- Holds up: who hands in, signs up or loads a course while the references at the end are checked, about a
-- second for a million rows. The filling before them blocks nobody, and takes some minutes for a million
-- submissions. Results that servers of the version before store later are missing until the student's next.
create table standings (
  user_id uuid not null,
  assignment_id uuid not null,
  -- The assignment's, so that one index finds the students of a course.
  course_id uuid not null,
  -- Submissions with a result, but for internal errors.
  tries integer not null check (tries > 0),
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- The first that was correct, and which try it was.
  solved_at timestamptz,
  solved_try integer,
  -- Of the last one: its verdict, and the name of its first test that did not pass.
  verdict text not null,
  failing_test text,
  -- The names of all tests that ever passed.
  passed_tests text[] not null,
  -- The first 8 bytes of the last program's code_hash.
  last_program bytea not null,
  -- The same of the different programs, at most 20, since a test passed for the first time or since a teacher
  -- marked the student as seen.
  programs_since bytea[] not null,
  stuck boolean not null
    generated always as (solved_at is null and cardinality(programs_since) >= 5) stored,
  primary key (user_id, assignment_id)
) with (fillfactor = 80);

insert into standings
  (user_id, assignment_id, course_id, tries, first_at, last_at, solved_at, solved_try, verdict,
    failing_test, passed_tests, last_program, programs_since)
with graded as materialized (
  select s.user_id, s.assignment_id, s.seq, s.created_at, substr(s.code_hash, 1, 8) as program,
    coalesce(s.verdict, source.verdict) as verdict,
    coalesce(s.result, source.result) -> 'tests' as tests
  from submissions as s left join submissions as source on source.id = s.reused_from
  where s.user_id is not null and s.status = 'graded'
    and coalesce(s.verdict, source.verdict) <> 'internal-error'
), passed as (
  select user_id, assignment_id, array_agg(name order by since, name) as names, max(since) as newest
  from (
    select user_id, assignment_id, test ->> 'name' as name, min(seq) as since
    from graded, jsonb_array_elements(tests) as tests (test)
    where test ->> 'outcome' = 'passed'
    group by user_id, assignment_id, test ->> 'name'
  ) as first_passes
  group by user_id, assignment_id
), totals as (
  select user_id, assignment_id, count(*) as tries, min(created_at) as first_at,
    max(created_at) as last_at, max(seq) as last_seq,
    min(created_at) filter (where verdict = 'passed') as solved_at,
    min(number) filter (where verdict = 'passed') as solved_try
  from (
    select *, row_number() over (partition by user_id, assignment_id order by seq) as number
    from graded
  ) as numbered
  group by user_id, assignment_id
), since as (
  select user_id, assignment_id, (array_agg(program order by first))[1:20] as programs
  from (
    select graded.user_id, graded.assignment_id, program, min(seq) as first
    from graded left join passed using (user_id, assignment_id)
    where seq > coalesce(passed.newest, 0)
    group by graded.user_id, graded.assignment_id, program
  ) as different
  group by user_id, assignment_id
)
select totals.user_id, totals.assignment_id, assignments.course_id, totals.tries, totals.first_at,
  totals.last_at, totals.solved_at, totals.solved_try, graded.verdict,
  (select test ->> 'name' from jsonb_array_elements(graded.tests) with ordinality as tests (test, place)
    where test ->> 'outcome' in ('failed', 'error') order by place limit 1),
  coalesce(passed.names, '{}'), graded.program, coalesce(since.programs, '{}')
from totals
join assignments on assignments.id = totals.assignment_id
join graded on graded.seq = totals.last_seq
left join passed
  on passed.user_id = totals.user_id and passed.assignment_id = totals.assignment_id
left join since on since.user_id = totals.user_id and since.assignment_id = totals.assignment_id;

create index standings_of_course on standings (course_id, user_id);
create index standings_of_assignment on standings (assignment_id);
create index standings_stuck on standings (course_id, user_id) where stuck;

-- Results whose failures have not been read yet (src/failures/); newest first.
create table failures_due (
  seq bigint primary key,
  submission_id uuid not null
);
insert into failures_due (seq, submission_id)
select seq, id from submissions where user_id is not null and status = 'graded';

-- Failures that are the same mistake, as far as a program can tell: the first test that did not pass, its
-- message without values and names, and the shape of the program.
create table failure_kinds (
  assignment_id uuid not null,
  -- A hash of the three.
  kind bytea not null,
  -- A test's name, or a verdict if no test ran.
  test text not null,
  message text not null,
  primary key (assignment_id, kind)
);

lock table users, courses, assignments, submissions in share row exclusive mode;

delete from standings where not exists (select from users where id = user_id)
  or not exists (select from assignments where id = assignment_id);
alter table standings
  add foreign key (user_id) references users (id) on delete cascade,
  add foreign key (assignment_id) references assignments (id) on delete cascade,
  add foreign key (course_id) references courses (id) on delete cascade;
alter table failure_kinds
  add foreign key (assignment_id) references assignments (id) on delete cascade;

-- A submission that failed, and how the student's next one made the test pass: the changed lines without
-- names, comments and texts; empty: too much changed.
create table failures (
  submission_id uuid primary key references submissions (id) on delete cascade,
  seq bigint not null,
  user_id uuid not null,
  assignment_id uuid not null,
  kind bytea not null,
  fix text,
  foreign key (assignment_id, kind) references failure_kinds (assignment_id, kind) on delete cascade
);
create index failures_of_kind on failures (assignment_id, kind, user_id);

-- A teacher has seen that the student is stuck.
create table seen_marks (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users (id) on delete cascade,
  assignment_id uuid not null references assignments (id) on delete cascade,
  -- Null: the teacher was deleted.
  teacher_id uuid references users (id) on delete set null,
  at timestamptz not null default now()
);
create index seen_marks_of_student on seen_marks (user_id, assignment_id, at);
create index seen_marks_of_assignment on seen_marks (assignment_id);
create index seen_marks_by_teacher on seen_marks (teacher_id);

-- What teachers and assistants write about a student. The student's export has it.
create table notes (
  id uuid primary key default gen_random_uuid(),
  seq bigint not null generated always as identity,
  course_id uuid not null references courses (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  author_id uuid references users (id) on delete set null,
  text text not null check (length(text) between 1 and 10000),
  at timestamptz not null default now()
);
create index notes_of_student on notes (user_id, course_id, seq);
create index notes_of_course on notes (course_id);
create index notes_by_author on notes (author_id);
