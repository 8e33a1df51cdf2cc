import { sql, type RawBuilder } from 'kysely';

/**
 * What a student is called by those who must not see names: `Student 4F2A9C1B`. It stays the same in a course,
 * differs between courses, and says nothing of the name, not even by its order.
 */
export const pseudonymOf = (
  courseId: RawBuilder<unknown>,
  userId: RawBuilder<unknown>,
): RawBuilder<string> =>
  sql<string>`'Student ' || upper(left(md5(${courseId}::text || ' ' || ${userId}::text), 8))`;
