import { z } from 'zod';

/** What the measuring process tells on stdout, as one JSON value. */
export const measurementSchema = z.object({
  cells: z.array(
    z.object({
      program: z.string(),
      contender: z.string(),
      gradings: z.number(),
      perSecond: z.number(),
      p50Ms: z.number(),
      p95Ms: z.number(),
    }),
  ),
  /** Gradings one after the other, with pauses: what a student alone on the machine waits. */
  idle: z.array(
    z.object({
      program: z.string(),
      judge: z.string(),
      gradings: z.number(),
      p50Ms: z.number(),
      p95Ms: z.number(),
    }),
  ),
  /** What could not be measured, and what to do about it. */
  notes: z.array(z.string()),
});
export type Measurement = z.infer<typeof measurementSchema>;
export type Cell = Measurement['cells'][number];
export type IdleCell = Measurement['idle'][number];

export const bareName = 'bare unittest';
