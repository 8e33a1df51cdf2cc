-- With a passkey somebody signs in to an account without a link.
-- Holds up: nobody for longer than a moment; the links of a server are few.
create table passkeys (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users (id) on delete cascade,
  -- What the authenticator calls it.
  credential_id bytea not null unique check (octet_length(credential_id) between 1 and 1023),
  -- COSE.
  public_key bytea not null,
  -- How often the authenticator says that it has signed; 0 if it does not count.
  sign_count bigint not null,
  transports text[] not null,
  -- As its user calls it.
  name text not null check (length(name) between 1 and 100),
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkeys_of_user on passkeys (user_id);

-- What an authenticator has to sign, once, within minutes.
create table passkey_challenges (
  -- SHA-256 of the challenge.
  challenge_hash bytea primary key check (octet_length(challenge_hash) = 32),
  purpose text not null check (purpose in ('add', 'sign-in')),
  -- The hash of the session's token that asked for it; null: a browser without a session.
  session_hash bytea,
  expires_at timestamptz not null
);
create index passkey_challenges_by_end on passkey_challenges (expires_at);

-- When an invitation was last given to the mail server, or is about to be.
alter table sign_in_links add column mailed_at timestamptz;
