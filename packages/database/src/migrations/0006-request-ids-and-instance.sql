-- Of the POST that handed it in, so that every line of every log finds its request; null: from before.
alter table submissions add column request_id text;

-- One row: a name of this database that lasts, for what browsers keep of several on one host.
create table instance (
  is_only boolean primary key default true check (is_only),
  id text not null check (id ~ '^[0-9a-f]{12}$')
);
insert into instance (id) values (left(replace(gen_random_uuid()::text, '-', ''), 12));
