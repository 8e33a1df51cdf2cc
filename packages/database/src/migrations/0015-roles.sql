-- Who a user is, and what a user may do in which course.
-- Holds up: who reads courses, for as long as it takes to check their rows, which are few.
lock table users, courses;

-- invited: the course is as if absent for everybody but its members and administrators. Servers of the
-- version before show it to everybody, until they are restarted.
alter table courses
  add column access text not null default 'open' check (access in ('open', 'invited'));

-- is_administrator: has a teacher's rights in every course.
-- signed_in_at: when a sign-in link of the user was first used; null: never.
alter table users
  add column is_administrator boolean not null default false,
  add column signed_in_at timestamptz;

-- By what a user is recognised: issuer `mail` with the address in lower case.
create table identities (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users (id) on delete cascade,
  issuer text not null,
  subject text not null,
  created_at timestamptz not null default now(),
  unique (issuer, subject)
);
create index identities_of_user on identities (user_id);

-- The people of a course. The name is the course's: one course can't rename a user in another.
create table members (
  course_id uuid not null references courses (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  role text not null check (role in ('student', 'assistant', 'teacher')),
  name text,
  student_number text,
  group_name text,
  created_at timestamptz not null default now(),
  primary key (course_id, user_id)
);
create index members_of_user on members (user_id);
create unique index members_by_number on members (course_id, student_number);

-- Whom an assistant sees: all students of a group, or one student.
create table assisted (
  id uuid primary key default gen_random_uuid(),
  course_id uuid not null,
  assistant_id uuid not null,
  group_name text,
  student_id uuid,
  foreign key (course_id, assistant_id) references members (course_id, user_id) on delete cascade,
  foreign key (course_id, student_id) references members (course_id, user_id) on delete cascade,
  check ((group_name is null) <> (student_id is null)),
  unique (course_id, assistant_id, group_name),
  unique (course_id, assistant_id, student_id)
);
create index assisted_of_student on assisted (course_id, student_id);

-- Each signs in its user once.
create table sign_in_links (
  -- SHA-256 of the token in the link; the token itself is nowhere.
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  user_id uuid not null references users (id) on delete cascade,
  purpose text not null check (purpose in ('invitation', 'sign-in', 'teacher')),
  course_id uuid references courses (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- When it was used, or when it stopped being valid before that.
  used_at timestamptz,
  -- The anonymous user of the browser that used it, whose work may turn out to be the same person's.
  earlier_user_id uuid references users (id) on delete set null
);
create index sign_in_links_of_user on sign_in_links (user_id);
create index sign_in_links_by_earlier_user on sign_in_links (earlier_user_id);
create index sign_in_links_of_course on sign_in_links (course_id);

-- What teachers, assistants and administrators did. Ids refer to nothing, so that entries outlive users
-- and courses; the id of a deleted user says nothing.
create table audit_log (
  id uuid primary key default gen_random_uuid(),
  seq bigint not null generated always as identity,
  at timestamptz not null default now(),
  -- Null: a command on the server.
  actor_id uuid,
  course_id uuid,
  action text not null,
  subject_id uuid,
  -- Without names and addresses.
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object')
);
create index audit_log_of_course on audit_log (course_id, seq);
create index audit_log_of_actor on audit_log (actor_id);
create index audit_log_of_subject on audit_log (subject_id);
