import { z } from 'zod';

/**
 * What else decides what a grading comes to, besides the tests and the program: with another judge or
 * another Python the same program may get another verdict.
 */
export const madeBySchema = z.strictObject({
  /** The judge: SHA-256 in hex of its files. */
  judge: z.string().regex(/^[0-9a-f]{64}$/),
  /** Implementation and whole version of the Python, such as `CPython 3.11.2`. */
  python: z.string().regex(/^[\x20-\x7e]{1,100}$/),
});
export type MadeBy = z.infer<typeof madeBySchema>;
