import { z } from 'zod';

const times = { gradings: z.number(), p50Ms: z.number(), p95Ms: z.number() };

/** What the measuring process writes to stdout, as one JSON value. */
export const measurementSchema = z.object({
  cells: z.array(
    z.object({ program: z.string(), contender: z.string(), perSecond: z.number(), ...times }),
  ),
  /** Gradings one after the other, with pauses: the wait of a student alone on the machine. */
  idle: z.array(z.object({ program: z.string(), judge: z.string(), ...times })),
  /** What could not be measured, and what to do about it. */
  notes: z.array(z.string()),
});
export type Measurement = z.infer<typeof measurementSchema>;
export type Cell = Measurement['cells'][number];
export type IdleCell = Measurement['idle'][number];

export const bareName = 'bare unittest';
