-- Pages for teachers of courses with ten thousand students: members in the order of their names, and one index
-- by which a student's standings in a course are known without reading their rows.
-- Holds up: who signs in or opens a course, while the members are written again, less than a second for ten
-- thousand. Then those whose results are stored, while an index of the standings is made, about a second for a
-- million.

-- A name as it is sorted: `Lovelace, Ada` for `Ada Lovelace`. The last word counts as the last name, with the
-- words in lower case before it: `van Rossum, Guido`. A name with a comma stays as it is.
create or replace function last_name_first(name text) returns text
language sql immutable parallel safe
as $$
  select case
    when last is null or strpos(words, ',') > 0 then words
    else last || ', ' || left(words, length(words) - length(last) - 1)
  end
  from (select btrim(regexp_replace(name, '\s+', ' ', 'g')) as words) as squeezed
  cross join lateral (
    select substring(words from ' ((?:[[:lower:]]\S* )*\S+)$') as last
  ) as found
$$;

-- What names are compared by, byte by byte: capitals and accents make no difference, and numbers count as
-- such. Those without a name come last.
create or replace function name_key(sorted_name text) returns text
language sql immutable parallel safe
as $$
  select coalesce('0' || regexp_replace(
    regexp_replace(
      translate(
        replace(replace(replace(
          regexp_replace(lower(normalize(sorted_name, NFKD)), '[\u0300-\u036f]', '', 'g'),
          'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        'łøđı', 'lodi'
      ),
      '(\d+)', '00000000\1', 'g'
    ),
    '0*(\d{9})(?!\d)', '\1', 'g'
  ), '1')
$$;

alter table members add column name_key text collate "C" not null
  generated always as (name_key(last_name_first(name))) stored;
create index members_in_order on members (course_id, name_key, user_id) where role = 'student';

create index standings_done on standings (course_id, user_id) include (assignment_id, solved_at);
drop index standings_of_course;
create index standings_unsolved on standings (assignment_id, user_id) where solved_at is null;

create index failures_of_students on failures (assignment_id, kind, user_id, seq);
drop index failures_of_kind;
