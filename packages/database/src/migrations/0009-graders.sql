-- Holds up: who hands in while the index of results to reuse is made anew: one look at each submission,
-- about a second for a million.

-- Processes that grade, each from its first word to a day after its last.
create table graders (
  -- Of the process; `name` is its name on the stream, which the next one takes over.
  instance uuid primary key,
  name text not null,
  -- What it grades with; null while it can't.
  judge_version text,
  python_version text,
  last_seen_at timestamptz not null default now(),
  -- Set when it has ended, and taken back if it speaks all the same.
  gone_at timestamptz,
  check ((judge_version is null) = (python_version is null))
);

-- Attempts counted in submissions.lost_attempts whose grader may still prove to be alive.
create table lost_attempts (
  submission_id uuid not null references submissions (id) on delete cascade,
  attempt integer not null,
  instance uuid not null references graders (instance) on delete cascade,
  lost_at timestamptz not null default now(),
  primary key (submission_id, attempt)
);
create index lost_attempts_of_grader on lost_attempts (instance);

alter table submissions
  -- The grader that runs, or ran, the newest attempt.
  add column grader_instance uuid,
  -- What made the result; of a reused one its source knows. Null: nobody knows, never to be reused.
  add column judge_version text,
  add column python_version text;

-- The same way down the index as before, now to what was made by a judge and a Python that serve.
-- Nothing of before is in it, so it is made quickly.
drop index submissions_reusable;
create index submissions_reusable
  on submissions (assignment_id, bundle_hash, code_hash, judge_version, python_version, seq)
  where reused_from is null and judge_version is not null
    and verdict in ('passed', 'failed', 'syntax-error', 'runtime-error', 'output-limit');

-- Apart from `content`, which may be large: what made the record. Null: nobody knows, or there is none.
alter table grading_bundles
  add column record_judge text,
  add column record_python text;
