-- Assignments whose students edit several files, and files that they are given.
lock table assignments, submissions, drafts;

alter table assignments
  -- The files that students edit besides file_name, in the order of their tabs: [{name, code}] with the
  -- starters; null: there are none.
  add column other_files jsonb,
  -- Those of the bundle's files that students can open: [{name, bytes}].
  add column given_files jsonb,
  -- Those of the model solution besides `solution`: [{name, code}].
  add column solution_files jsonb;

-- Of a program of several files, `code` is the text of the file that runs as a script, and this
-- {fileName, otherFiles}: its name at that time, and the others as [{name, code}] in the order of their
-- tabs. Null: one file. Where `code` is null, the whole program is in the row that this one names.
alter table submissions add column other_files jsonb;

-- The same. It may have files that the assignment no longer edits.
alter table drafts add column other_files jsonb;
