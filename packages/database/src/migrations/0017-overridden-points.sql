-- Points that a teacher has given in the place of those that a student's submissions earned, which stay in
-- progress. Servers of the version before show the earned ones, until they are restarted.
create table overridden_points (
  user_id uuid not null references users (id) on delete cascade,
  assignment_id uuid not null references assignments (id) on delete cascade,
  points numeric not null check (points >= 0),
  -- Shown to the student.
  reason text not null check (reason <> ''),
  -- Who said so; null: a command on the server. Refers to nothing, so that it outlives that user.
  author_id uuid,
  changed_at timestamptz not null default now(),
  primary key (user_id, assignment_id)
);
create index overridden_points_of_assignment on overridden_points (assignment_id);
