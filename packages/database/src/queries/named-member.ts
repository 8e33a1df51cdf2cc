import type { Named } from '@touchstone/contracts';
import { sql, type RawBuilder } from 'kysely';
import { mailIssuer } from './mail-identity.ts';

/** What tells a user apart from other members of a course; null: the user is not a member. */
export const namedMember = (
  courseId: RawBuilder<unknown>,
  userId: RawBuilder<unknown>,
): RawBuilder<Named | null> => sql<Named | null>`(
  select jsonb_build_object(
    'name', named.name, 'studentNumber', named.student_number, 'mail', (
      select subject from identities
      where identities.user_id = named.user_id and issuer = ${mailIssuer} order by created_at limit 1
    )
  )
  from members as named where named.course_id = ${courseId} and named.user_id = ${userId}
)`;
