import { z } from 'zod';
import { newProgramShape, programShape } from './program-schema.ts';
import { hasProgram } from './program.ts';

/**
 * What a user has typed for an assignment: `code`, or `files` (program.ts), which are those that it edits
 * now. Every change raises `revision`, from 1.
 */
export const draftSchema = z.object({
  assignmentId: z.uuid(),
  ...programShape,
  revision: z.int().positive(),
  changedAt: z.iso.datetime(),
});
export type Draft = z.infer<typeof draftSchema>;

/** Answer to `GET /api/drafts/:assignmentId`; null if nothing was typed yet. */
export const draftAnswerSchema = z.object({ draft: draftSchema.nullable() });

/**
 * Body of `PUT /api/drafts/:assignmentId`. `revision` is the revision that was edited, 0 for none. If
 * the stored draft has another, the answer is 409 `draft-conflict` with `draft`.
 */
export const newDraftSchema = z
  .strictObject({ ...newProgramShape, revision: z.int().nonnegative() })
  .refine(hasProgram, 'must have either `code` or `files`');
export type NewDraft = z.infer<typeof newDraftSchema>;

/** Answer to `PUT /api/drafts/:assignmentId`. */
export const writtenDraftSchema = z.object({ draft: draftSchema });
