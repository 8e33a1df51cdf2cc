-- A user works on several devices, each with a session of its own.
create table sessions (
  -- SHA-256 of the session token; the token itself is nowhere.
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  user_id uuid not null references users (id),
  created_at timestamptz not null default now()
);

insert into sessions (token_hash, user_id, created_at)
select token_hash, id, created_at from users;

alter table users drop column token_hash;

-- SHA-256 of the key with which a user comes back who has lost all sessions; null: has none.
alter table users add column recovery_hash bytea unique check (octet_length(recovery_hash) = 32);

-- Each opens one more session of its user, once and soon. A user has at most one.
create table device_codes (
  user_id uuid primary key references users (id),
  -- SHA-256 of the code.
  code_hash bytea not null unique check (octet_length(code_hash) = 32),
  expires_at timestamptz not null
);

-- What a user has typed for an assignment and perhaps not handed in.
create table drafts (
  user_id uuid not null references users (id),
  assignment_id uuid not null references assignments (id),
  code text not null,
  -- Raised by every change: whoever writes says which one the new text was made from.
  revision integer not null default 1 check (revision > 0),
  changed_at timestamptz not null default now(),
  primary key (user_id, assignment_id)
);
