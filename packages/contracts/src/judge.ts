import { z } from 'zod';

/**
 * How tests and student code run: `split` runs them in two processes, `shared` in one, where student
 * code can forge its verdict.
 */
export const judges = ['split', 'shared'] as const;
export type Judge = (typeof judges)[number];

/**
 * What a verdict depends on besides tests and program: with another judge or another Python, the same
 * program may get another verdict.
 */
export const madeBySchema = z.strictObject({
  /** The judge: SHA-256 in hex of its files. */
  judge: z.string().regex(/^[0-9a-f]{64}$/),
  /** Implementation and full version of Python, such as `CPython 3.11.2`. */
  python: z.string().regex(/^[\x20-\x7e]{1,100}$/),
});
export type MadeBy = z.infer<typeof madeBySchema>;
