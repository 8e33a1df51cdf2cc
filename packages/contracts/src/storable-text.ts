import { z } from 'zod';

/** Text that PostgreSQL and JSON can represent: no NUL, no lone surrogate. */
export const storableTextSchema = z
  .string()
  .refine((text) => !text.includes('\0'), 'must not contain a NUL character')
  .refine((text) => text.isWellFormed(), 'must not contain a lone surrogate');
