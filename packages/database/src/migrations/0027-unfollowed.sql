-- Locks the key of a submission until the end of the transaction, as lockKeyOf in src/life-cycle/lock.ts, and
-- then tells whether no other follows it. A statement sees what was committed when it started; a volatile
-- function also sees what was committed while it waited for the lock. So a result is stored in one statement.
create or replace function lock_unfollowed(submission uuid) returns boolean
language plpgsql volatile
as $$
begin
  perform pg_advisory_xact_lock(7226003, hashtext(
    assignment_id::text || bundle_hash || encode(code_hash, 'hex')
  )) from submissions where id = submission;
  return not exists (select from submissions where leader_id = submission);
end
$$;
