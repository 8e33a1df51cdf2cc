-- published: false while the teacher has `published: false` in course.yaml. The course is then in no list
-- and has no page, but keeps its assignments with all that students did in them.
alter table courses
  add column published boolean not null default true;
