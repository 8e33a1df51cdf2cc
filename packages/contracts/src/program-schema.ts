import { z } from 'zod';
import { maxProgramFiles } from './limits.ts';
import type { SourceFile } from './program.ts';
import { storableTextSchema } from './storable-text.ts';

export const sourceFileSchema = z.strictObject({
  name: z.string(),
  code: storableTextSchema,
}) satisfies z.ZodType<SourceFile>;

/**
 * A program as calls have it: `code` is the text of the one file; where the assignment edits several,
 * `files` has each of them once instead, in the order of their tabs.
 */
export const programShape = {
  code: storableTextSchema.optional(),
  files: z.array(sourceFileSchema).min(1).optional(),
};

/** The same in requests. */
export const newProgramShape = {
  code: storableTextSchema.optional(),
  files: z
    .array(sourceFileSchema)
    .min(1, 'must have each file that the assignment edits')
    .max(maxProgramFiles, `must have at most ${maxProgramFiles} files`)
    .optional(),
};

/** A program as it is stored and graded (program.ts). */
export const storedProgramShape = {
  code: z.string(),
  fileName: z.string().optional(),
  otherFiles: z.array(sourceFileSchema).min(1).readonly().optional(),
};
