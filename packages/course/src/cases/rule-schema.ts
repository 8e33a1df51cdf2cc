import { z } from 'zod';

const module = z.string().regex(/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u, {
  error: 'must be the name of a module, such as math or os.path',
});
const called = z
  .string()
  .regex(/^\.?[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*(?:\(\))?$/u, {
    error: 'must be a function such as sum or math.sqrt, or a method such as .sort',
  });
const few = { error: 'names nothing; add a name, or remove the key' };

/** What a rule of cases.yaml forbids or requires. */
export const constructsSchema = z
  .strictObject({
    imports: z
      .union([z.literal(true), z.array(module).min(1, few)], {
        error: 'must be true, for any import, or a list of modules, such as [math]',
      })
      .optional(),
    calls: z.array(called).min(1, few).optional(),
    loops: z
      .union([z.literal(true), z.array(z.enum(['for', 'while', 'comprehension'])).min(1, few)], {
        error:
          'must be true, for a for or while loop, or a list of "for", "while", "comprehension"',
      })
      .optional(),
    recursion: z.literal(true).optional(),
  })
  .refine((constructs) => Object.keys(constructs).length > 0, {
    error: 'says nothing; add imports, calls, loops or recursion, such as loops: true',
  });
export type WrittenConstructs = z.infer<typeof constructsSchema>;
