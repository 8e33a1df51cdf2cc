-- Assistants may see no names, and students' work is removed some time after a course was archived.
-- Holds up: nobody for long; the courses are few, and entries of the audit log about dates are.
lock table courses;

-- anonymous: assistants see pseudonyms. Servers of the version before show names, until they are restarted.
-- kept_until: when what students did in an archived course may be removed; null: it is not archived.
alter table courses
  add column anonymous boolean not null default false,
  add column kept_until timestamptz;

-- From now: nobody was told a date before.
update courses set kept_until = now() + interval '12 months' where archived_at is not null;

-- A reason may be personal, and entries outlive users.
update audit_log set details = details - 'reason' where action = 'change-dates';
