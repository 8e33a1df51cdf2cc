-- A submission that has another's result stores neither that result nor the same code once more: it
-- names the other one by `reused_from`, or while it waits by `leader_id`. Its own code stands in it only
-- where it differs, in its line ends say. Such a source has no source itself, and must stay.
alter table submissions
  alter column code drop not null,
  -- What a history tells of `result`, which may be large; null in rows of before this column.
  add column summary jsonb,
  drop constraint submissions_result_when_graded,
  -- Not validated: rows of before kept to more than this, so nothing need be read.
  add constraint submissions_result_when_graded check (
    (status = 'graded') = (result is not null or reused_from is not null)
    and (result is not null) = (verdict is not null)
    and (status = 'graded') = (graded_at is not null)
  ) not valid,
  add constraint submissions_code_or_source check (
    code is not null or reused_from is not null or leader_id is not null
  ) not valid,
  add constraint submissions_summary_of_result check (
    summary is null or result is not null and jsonb_typeof(summary) = 'object'
  ) not valid;
