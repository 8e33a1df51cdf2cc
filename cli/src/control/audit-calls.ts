import {
  auditPageSchema,
  auditQuerySchema,
  type AuditPage,
  type AuditQuery,
} from '@touchstone/contracts';
import { z } from 'zod';

/** Something that a command has written out: of a course by its slug, or of a user by the uuid. */
const exportedSchema = z.discriminatedUnion('what', [
  z.strictObject({ what: z.enum(['export-course', 'export-points']), course: z.string() }),
  z.strictObject({
    what: z.literal('export-submissions'),
    course: z.string(),
    anonymous: z.boolean(),
  }),
  z.strictObject({ what: z.literal('export-user'), user: z.uuid() }),
]);
type Exported = z.infer<typeof exportedSchema>;

/** The audit log of a system, whichever process has its database open. */
export interface AuditStore {
  /** A page of a course's entries, or with null of all; newest first. Null: there is no such course. */
  readAuditLog(course: string | null, query: AuditQuery): Promise<AuditPage | null>;
  noteExport(exported: Exported): Promise<void>;
}

export const auditCalls = {
  readAuditLog: {
    args: z.tuple([z.string().nullable(), auditQuerySchema]),
    answer: auditPageSchema.nullable(),
  },
  noteExport: { args: z.tuple([exportedSchema]), answer: z.null() },
};
