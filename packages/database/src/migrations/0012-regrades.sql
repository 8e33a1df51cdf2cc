-- Submissions that are graded again with the assignment's tests of now. What is found out stays here, apart
-- from the results that students see, until it is applied.
lock table grading_bundles, assignments, submissions;

create table regrades (
  id uuid primary key default gen_random_uuid(),
  seq bigint not null generated always as identity,
  assignment_id uuid not null references assignments (id),
  -- The tests that all of it is graded with, also when the assignment's change meanwhile.
  bundle_hash text not null references grading_bundles (hash),
  -- Which submissions: packages/database/src/regrade/selection.ts.
  selection jsonb not null check (jsonb_typeof(selection) = 'object'),
  created_at timestamptz not null default now()
);
create index regrades_of_assignment on regrades (assignment_id, bundle_hash);

-- Each different program of a regrade is graded once.
create table regrade_programs (
  id uuid primary key default gen_random_uuid(),
  seq bigint not null generated always as identity,
  regrade_id uuid not null references regrades (id) on delete cascade,
  -- As in submissions.
  code_hash bytea not null,
  status text not null default 'queued' check (status in ('queued', 'grading', 'graded')),
  -- It timed out beside others, and is graded once more without other regrades beside it.
  alone boolean not null default false,
  attempt integer not null default 0,
  lost_attempts integer not null default 0,
  grading_id uuid,
  deadline_at timestamptz,
  result jsonb,
  judge_version text,
  python_version text,
  applied_at timestamptz,
  check ((status = 'graded') = (result is not null)),
  check ((status = 'grading') = (deadline_at is not null)),
  unique (regrade_id, code_hash)
);
create index regrade_programs_ungraded on regrade_programs (seq) where status <> 'graded';

-- Which submissions have that program, and what their results were worth.
create table regrade_submissions (
  regrade_id uuid not null references regrades (id) on delete cascade,
  submission_id uuid not null references submissions (id) on delete cascade,
  program_id uuid not null references regrade_programs (id) on delete cascade,
  old_points numeric not null,
  old_correct boolean not null,
  -- The result before it was replaced; null until then.
  old_result jsonb,
  primary key (regrade_id, submission_id)
);
create index regrade_submissions_of_program on regrade_submissions (program_id);
create index regrade_submissions_of_submission on regrade_submissions (submission_id);

-- When its result was replaced by that of a regrade.
alter table submissions add column regraded_at timestamptz;
