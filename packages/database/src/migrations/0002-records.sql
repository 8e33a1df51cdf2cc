-- Apart from `content`, which may be large: `judge` for what students are told of an assignment,
-- `record_key` to find a record again that was made before.
alter table grading_bundles
  add column judge text not null check (judge in ('split', 'shared'))
    generated always as (content ->> 'judge') stored,
  add column record_key text check (record_key ~ '^[0-9a-f]{64}$')
    generated always as (content #>> '{record,key}') stored;

create index grading_bundles_records on grading_bundles (record_key)
  where record_key is not null;

-- Bundles of before have no record, and say so.
update grading_bundles set content = '{"record": null}' || content where not content ? 'record';
