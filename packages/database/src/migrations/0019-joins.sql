-- Histories of anonymous users that accounts are asked about, and have joined.
-- Holds up: who signs up or hands in, for the moment in which the references are made.
create table joins (
  id uuid primary key default gen_random_uuid(),
  -- The account.
  user_id uuid not null references users (id) on delete cascade,
  -- Whose history it was. The user stays, so that the join can be undone; null: was deleted.
  earlier_user_id uuid references users (id) on delete set null,
  -- When the account's holder showed that the history is theirs: nothing newer is joined.
  offered_at timestamptz not null default now(),
  -- When the holder said that it is not.
  refused_at timestamptz,
  joined_at timestamptz,
  undone_at timestamptz,
  -- Points that no stored submission explained, since those were pruned: {own, earlier}, each a list of
  -- {assignmentId, points, completed}.
  pruned_points jsonb not null default '{"own": [], "earlier": []}',
  check (refused_at is null or joined_at is null),
  check (undone_at is null or joined_at is not null)
);
create unique index joins_open on joins (user_id, earlier_user_id)
  where refused_at is null and joined_at is null;
create index joins_of_user on joins (user_id);
create index joins_of_earlier_user on joins (earlier_user_id);

-- Whose owner a join has changed; exactly these go back.
create table joined_submissions (
  join_id uuid not null references joins (id) on delete cascade,
  submission_id uuid not null references submissions (id) on delete cascade,
  primary key (join_id, submission_id)
);
create index joined_submissions_by_submission on joined_submissions (submission_id);

insert into joins (user_id, earlier_user_id, offered_at)
select user_id, earlier_user_id, max(used_at) from sign_in_links
where earlier_user_id is not null and used_at > now() - interval '14 days'
group by user_id, earlier_user_id;
