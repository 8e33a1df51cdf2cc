-- The page of an assignment counts who teaches, and what fixed its failures, without reading all members and
-- failures.
--
-- Holds up: requests that change members or grade, while the two indexes are made, less than a second for a
-- million submissions.
create index members_teaching on members (course_id, user_id) where role <> 'student';
create index failures_fixed on failures (assignment_id, kind, user_id) where fix is not null;
