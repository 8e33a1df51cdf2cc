-- As whom a teacher sees a course for a while, in one session; null: as oneself.
-- Holds up: who signs in or whose session is not in a cache, for the moment in which columns are added.
alter table sessions
  add column viewed_user_id uuid references users (id) on delete set null,
  add column viewed_course_id uuid references courses (id) on delete set null,
  add column viewed_until timestamptz;
create index sessions_viewing on sessions (viewed_user_id) where viewed_user_id is not null;
create index sessions_viewing_course on sessions (viewed_course_id)
  where viewed_course_id is not null;
