import { z } from 'zod';
import { gradingBundleSchema, gradingCaseSchema } from './grading.ts';

const { fileName, preload, files } = gradingBundleSchema.shape;

/**
 * What a student may run of an assignment's tests, and what that needs: `GET
 * /api/assignments/:id/examples`. Nothing of hidden tests and cases is in it; `files` may be seen,
 * since any program that is handed in can read them.
 */
export const examplesSchema = z.object({
  fileName,
  preload,
  testFiles: z.array(
    z.object({ fileName: z.string(), source: z.string(), hidden: z.literal(false) }),
  ),
  cases: z.array(gradingCaseSchema),
  files,
  /** How long they may take together. */
  wallSeconds: z.number().positive(),
});
export type Examples = z.infer<typeof examplesSchema>;
