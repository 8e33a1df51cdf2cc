-- A user sees where he is signed in, and is deleted without harm to others (src/removal/).
-- Holds up: all that reads sessions while that table is written anew, some seconds for a million, and
-- who hands in while two indexes of submissions are made, some seconds for each million.
alter table sessions
  -- Shown, to end the session by; the token's hash is not.
  add column id uuid not null default gen_random_uuid(),
  -- Written at most once an hour. Sessions from before this count from now.
  add column last_used_at timestamptz not null default now(),
  -- Browser and system in words, `Firefox on Linux`; null: not known.
  add column description text check (length(description) <= 100);

alter table sessions add constraint sessions_id unique (id);
create index sessions_of_user on sessions (user_id);

-- Null: nobody's, kept because others' rows name it by reused_from or leader_id.
alter table submissions alter column user_id drop not null;

create index submissions_reuses on submissions (reused_from) where reused_from is not null;
create index submissions_nobodys on submissions (id) where user_id is null;
