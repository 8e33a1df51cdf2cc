-- hints: shown one after the other to a student who asks. solution: the model solution, only where the
-- course shows it to those who have solved the assignment; else null, for it stays with the teacher.
alter table assignments
  add column hints text[] not null default '{}',
  add column solution text;
