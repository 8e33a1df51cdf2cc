import { z } from 'zod';
import { whoSchema, type Who } from './date-calls.ts';

const answerSchema = z.discriminatedUnion('kind', [
  /** `changed`: false if it was so before. */
  z.object({ kind: z.literal('done'), changed: z.boolean() }),
  /** The assignment holds no verdicts back. */
  z.object({ kind: z.literal('at-once') }),
  z.object({ kind: z.literal('no-such-assignment') }),
  z.object({ kind: z.literal('no-such-group'), groups: z.array(z.string()) }),
  z.object({ kind: z.literal('no-such-student') }),
]);
type ReleaseAnswer = z.infer<typeof answerSchema>;

/** Releases of verdicts, whichever process has the database open. */
export interface ReleaseStore {
  /** With `undo` the verdicts are held back again. */
  releaseVerdicts(
    assignment: { course: string; slug: string },
    who: Who,
    undo: boolean,
  ): Promise<ReleaseAnswer>;
}

export const releaseCalls = {
  releaseVerdicts: {
    args: z.tuple([
      z.strictObject({ course: z.string(), slug: z.string() }),
      whoSchema,
      z.boolean(),
    ]),
    answer: answerSchema,
  },
} satisfies Record<keyof ReleaseStore, { args: z.ZodType<unknown[]>; answer: z.ZodType }>;
