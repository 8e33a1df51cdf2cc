-- Users who were deleted, so that a backup from before does not bring them back (src/backup/restore.ts).
-- An id alone says nothing: it is random, and no other table has it any more.
create table deleted_users (
  id uuid primary key,
  deleted_at timestamptz not null default now()
);
