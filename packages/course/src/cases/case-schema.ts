import { comparisonSchema } from '@touchstone/contracts';
import { z } from 'zod';
import { sizes } from '../sizes.ts';
import { constructsSchema } from './rule-schema.ts';

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

const call = line.max(2_000);
const raises = line.max(500);

/** What every case may set. */
const ofEveryCase = {
  title: line.max(200).optional(),
  points: z.number().nonnegative().max(1_000_000).optional(),
  hint: line.max(2_000).optional(),
  hidden: z.boolean().optional(),
  example: z.boolean().optional(),
};

const values = z.array(z.unknown()).min(1, { error: 'has no value; write one for each {}' });

/** A row of a table that sets more than its values. */
const rowSchema = z.strictObject({ row: values, raises: raises.optional(), ...ofEveryCase });
export type WrittenRow = z.infer<typeof rowSchema>;

/** Several calls of one form. read-table.ts checks the number of values. */
const tableSchema = z.strictObject({
  call,
  rows: z
    .array(
      z.union([values, rowSchema], {
        error:
          'must be the values for each {} and the value that the call returns, such as [1900, false], or {row: [1900, false], points: 2}',
      }),
    )
    .min(1, { error: 'has no row; add one, such as [1900, false]' })
    .max(sizes.maxCases),
});
export type WrittenTable = z.infer<typeof tableSchema>;

/** One entry of cases.yaml. read-cases.ts checks which keys go together. */
const caseSchema = z.strictObject({
  ...ofEveryCase,
  stdin: text.optional(),
  stdout: text.optional(),
  compare: comparisonSchema.optional(),
  call: call.optional(),
  code: storable
    .max(20_000)
    .refine((code) => code.trim() !== '', { error: 'is empty; write statements below a |' })
    .optional(),
  returns: z.unknown().optional(),
  writes: z.record(z.string(), text).optional(),
  raises: raises.optional(),
  table: tableSchema.optional(),
  forbid: constructsSchema.optional(),
  require: constructsSchema.optional(),
  message: line.max(500).optional(),
});
export type WrittenCase = z.infer<typeof caseSchema>;

export const casesSchema = z
  .array(caseSchema)
  .min(1, { error: 'has no case; add one, such as: - {call: "add(1, 2)", returns: 3}' })
  .max(sizes.maxCases);
