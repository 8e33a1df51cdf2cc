-- Ids are random uuids, shown to users and graders. Order never follows from an id or a clock:
-- where order matters a table has a `seq`.

create table users (
  id uuid primary key default gen_random_uuid(),
  -- SHA-256 of the session token; the token itself is nowhere.
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  created_at timestamptz not null default now()
);

create table courses (
  id uuid primary key default gen_random_uuid(),
  -- The order in which courses were first loaded.
  seq bigint not null generated always as identity,
  slug text not null unique,
  title text not null,
  description text not null
);

-- Immutable, and shared by all assignments and submissions with the same hash.
create table grading_bundles (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  content jsonb not null,
  -- Apart from `content`, which may be large, for the deadline of an attempt.
  wall_seconds numeric not null check (wall_seconds > 0)
    generated always as ((content #>> '{limits,wallSeconds}')::numeric) stored
);

create table assignments (
  id uuid primary key default gen_random_uuid(),
  course_id uuid not null references courses (id),
  slug text not null,
  -- Counts from 1 within the course; null: retired, that is gone from the course's folder.
  position integer check (position > 0),
  title text not null,
  part text not null,
  points numeric not null check (points >= 0),
  file_name text not null,
  starter_code text not null,
  handout_html text not null,
  public_tests text,
  bundle_hash text not null references grading_bundles (hash),
  unique (course_id, slug),
  -- Deferred, so that a load may reorder a course row by row.
  unique (course_id, position) deferrable initially deferred
);

-- queued -> grading -> graded; grading -> queued when an attempt's deadline passed without a
-- result; a reused one starts as graded. A graded row never changes again.
create table submissions (
  id uuid primary key default gen_random_uuid(),
  -- Order of arrival. No index leads with it but the queue's own: PostgreSQL would choose to walk
  -- such an index for `order by seq limit 1`, past a million rows of others.
  seq bigint not null generated always as identity,
  user_id uuid not null references users (id),
  assignment_id uuid not null references assignments (id),
  -- What it is graded by, also when the assignment's bundle changes meanwhile.
  bundle_hash text not null references grading_bundles (hash),
  code text not null,
  -- SHA-256 of the code with line ends normalised.
  code_hash bytea not null check (octet_length(code_hash) = 32),
  status text not null check (status in ('queued', 'grading', 'graded')),
  -- Number of the newest attempt, 0 before the first. Only that attempt's result is accepted.
  attempt integer not null default 0 check (attempt >= 0),
  -- Raised by every change of the row.
  revision integer not null default 1 check (revision > 0),
  -- When the attempt in progress counts as lost.
  deadline_at timestamptz,
  result jsonb check (jsonb_typeof(result) = 'object'),
  verdict text generated always as (result ->> 'verdict') stored check (
    verdict in (
      'passed', 'failed', 'syntax-error', 'runtime-error',
      'timeout', 'memory-limit', 'output-limit', 'internal-error'
    )
  ),
  reused_from uuid references submissions (id),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  graded_at timestamptz,
  constraint submissions_result_when_graded check (
    (status = 'graded') = (result is not null)
    and (status = 'graded') = (verdict is not null)
    and (status = 'graded') = (graded_at is not null)
  ),
  constraint submissions_correct_only_when_passed check (
    status <> 'graded' or verdict = 'passed' or (result ->> 'correct')::boolean is false
  ),
  constraint submissions_deadline_when_grading check (
    (status = 'grading') = (deadline_at is not null)
  ),
  constraint submissions_attempt_or_reuse check (
    case
      when reused_from is not null then status = 'graded' and attempt = 0
      when status = 'queued' then true
      else attempt > 0
    end
  ),
  constraint submissions_no_reuse_of_our_fault check (
    reused_from is null or verdict <> 'internal-error'
  )
);

-- A user has at most one ungraded submission.
create unique index submissions_one_ungraded on submissions (user_id)
  where status <> 'graded';

-- Finds a result to reuse in one step, however many rows there are: only verdicts that the same
-- code would get again, and only the originals among equal ones.
create index submissions_reusable on submissions (assignment_id, bundle_hash, code_hash, seq)
  where reused_from is null
    and verdict in ('passed', 'failed', 'syntax-error', 'runtime-error', 'output-limit');

create index submissions_history on submissions (user_id, seq desc);
create index submissions_history_of_assignment on submissions (user_id, assignment_id, seq desc);
create index submissions_queue on submissions (seq) where status = 'queued';
create index submissions_deadlines on submissions (deadline_at) where status = 'grading';

-- The best that a user has reached in an assignment; there is no row before the first points.
create table progress (
  user_id uuid not null references users (id),
  assignment_id uuid not null references assignments (id),
  best_points numeric not null check (best_points >= 0),
  completed boolean not null,
  primary key (user_id, assignment_id),
  check (best_points > 0 or completed)
);
