import { comparisonSchema } from '@touchstone/contracts';
import { z } from 'zod';
import { sizes } from '../sizes.ts';

export const isStorableInPostgres = (text: string): boolean =>
  !text.includes('\0') && text.isWellFormed();
const storable = z.string().refine(isStorableInPostgres, {
  error: 'has a NUL character or a lone surrogate in it; remove it',
});

/** A number or boolean stands for the text as it is written: `stdin: 5` types 5. */
const text = z.union([storable, z.number(), z.boolean()], {
  error: 'must be text, in quotes or below a |',
});
const line = storable.trim().min(1, { error: 'is empty; write its text, or remove it' });

/** One entry of cases.yaml. read-cases.ts checks which keys go together. */
const caseSchema = z.strictObject({
  title: line.max(200).optional(),
  stdin: text.optional(),
  stdout: text.optional(),
  compare: comparisonSchema.optional(),
  call: line.max(2_000).optional(),
  returns: z.unknown().optional(),
  raises: line.max(500).optional(),
  points: z.number().nonnegative().max(1_000_000).optional(),
  hint: line.max(2_000).optional(),
  hidden: z.boolean().optional(),
});
export type WrittenCase = z.infer<typeof caseSchema>;

export const casesSchema = z
  .array(caseSchema)
  .min(1, { error: 'has no case; add one, such as: - {call: "add(1, 2)", returns: 3}' })
  .max(sizes.maxCases);
