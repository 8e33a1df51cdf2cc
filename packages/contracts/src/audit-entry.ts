import { z } from 'zod';
import { slugSchema } from './course.ts';

/** Entries on a page: default and maximum. */
export const auditPageSize = { default: 50, max: 200 } as const;

const moment = z.iso.datetime({ offset: true });

/**
 * Which entries of the audit log: of one action, by one user or with `command` by commands on the server, about
 * one user, from `since` on and before `until`. `before` is the `next` of the previous page.
 */
export const auditQuerySchema = z.strictObject({
  action: z
    .string()
    .regex(/^[a-z]+(?:-[a-z]+)*$/)
    .max(100)
    .optional(),
  actor: z.uuid().or(z.literal('command')).optional(),
  student: z.uuid().optional(),
  since: moment.optional(),
  until: moment.optional(),
  before: z.coerce.number().int().positive().optional(),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

export const auditPageQuerySchema = auditQuerySchema.extend({
  limit: z.coerce.number().int().min(1).max(auditPageSize.max).default(auditPageSize.default),
});

/** `text` is a sentence with the names that people have now. `actorId` is null for a command on the server. */
export const auditEntrySchema = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  action: z.string(),
  text: z.string(),
  actorId: z.uuid().nullable(),
  subjectId: z.uuid().nullable(),
  /** Whether it is about a student of the course. */
  isStudent: z.boolean(),
  /** Null: about no course, or one that was removed. */
  course: slugSchema.nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  next: z.int().nullable(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
