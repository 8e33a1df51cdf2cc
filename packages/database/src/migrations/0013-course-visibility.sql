-- published: false while the teacher has `published: false` in course.yaml. The course is then in no list
-- and has no page, but keeps its assignments with all that students did in them.
-- archived_at: when the course became read-only; null: it is not. Servers of the version before still
-- accept submissions for it, until they are restarted.
alter table courses
  add column published boolean not null default true,
  add column archived_at timestamptz;
