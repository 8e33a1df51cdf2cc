import { z } from 'zod';

/** What a member is in a course, from the fewest rights to the most. */
export const roles = ['student', 'assistant', 'teacher'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Who sees a course: everybody, or its members and administrators. */
export const courseAccesses = ['open', 'invited'] as const;
export const courseAccessSchema = z.enum(courseAccesses);
export type CourseAccess = z.infer<typeof courseAccessSchema>;
