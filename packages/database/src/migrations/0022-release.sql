-- When students see the verdicts of an assignment, and for whom a teacher has released them.
-- Holds up: who hands in, signs up or loads a course, for a moment.
-- Old servers: they show every verdict at once, until they are restarted. Load a course that holds verdicts back
-- after that.
lock table users, assignments;

alter table assignments
  add column release text not null default 'at once'
    check (release in ('at once', 'at due', 'by hand'));

-- For a student, for a group, or without either for all.
create table releases (
  id uuid primary key default gen_random_uuid(),
  assignment_id uuid not null references assignments (id) on delete cascade,
  user_id uuid references users (id) on delete cascade,
  group_name text,
  -- Who said so; null: a command on the server.
  author_id uuid,
  released_at timestamptz not null default now(),
  check (user_id is null or group_name is null)
);
create unique index releases_of on releases (
  assignment_id, coalesce(user_id::text, ''), coalesce(group_name, '')
);
create index releases_of_user on releases (user_id) where user_id is not null;
