-- What src/life-cycle/states.ts draws.
alter table submissions
  -- Attempts that ended without a word: no result, and not handed back.
  add column lost_attempts integer not null default 0 check (lost_attempts >= 0),
  -- The grading that began the newest attempt, so that its repeated call gets the same attempt.
  add column grading_id uuid,
  -- An ungraded submission of the same assignment, bundle and code, whose result this one awaits.
  add column leader_id uuid references submissions (id);

-- Identical submissions that are already in flight: all but the first follow it.
update submissions set
  status = 'queued', attempt = 0, deadline_at = null, leader_id = first.id,
  revision = submissions.revision + 1, changed_at = now()
from (
  select distinct on (assignment_id, bundle_hash, code_hash)
    id, seq, assignment_id, bundle_hash, code_hash
  from submissions
  where status <> 'graded'
  order by assignment_id, bundle_hash, code_hash, seq
) as first
where submissions.status <> 'graded'
  and submissions.assignment_id = first.assignment_id
  and submissions.bundle_hash = first.bundle_hash
  and submissions.code_hash = first.code_hash
  and submissions.seq > first.seq;

alter table submissions
  add constraint submissions_follower_waits check (
    leader_id is null or (status = 'queued' and attempt = 0 and lost_attempts = 0 and leader_id <> id)
  );

-- Of identical submissions in flight one is the leader, and any other follows it.
create unique index submissions_one_leader
  on submissions (assignment_id, bundle_hash, code_hash)
  where status <> 'graded' and leader_id is null;
create index submissions_followers on submissions (leader_id) where leader_id is not null;

drop index submissions_queue;
create index submissions_queue on submissions (seq)
  where status = 'queued' and leader_id is null;
create index submissions_exhausted on submissions (lost_attempts)
  where status = 'queued' and lost_attempts > 0;
