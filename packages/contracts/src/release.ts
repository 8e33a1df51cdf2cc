import { z } from 'zod';
import { slugSchema } from './course.ts';
import { extendedForSchema } from './extension.ts';
import { namedSchema } from './people.ts';
import { heldReleaseSchema } from './release-mode.ts';

/** A teacher has released the verdicts of an assignment for a student, a group or all. */
export const releaseSchema = z.object({
  id: z.uuid(),
  assignment: slugSchema,
  for: extendedForSchema,
  /** Null if it is for others, or for somebody who is not a member. */
  student: namedSchema.nullable(),
  /** The teacher's uuid; null: a command on the server. */
  by: z.uuid().nullable(),
  /** Null for a command, and for somebody who is no longer a member. */
  teacher: namedSchema.nullable(),
  releasedAt: z.iso.datetime(),
});
export type Release = z.infer<typeof releaseSchema>;

/** Answer to `GET /api/teach/:course/releases`, in the order of the assignments. */
export const releaseListSchema = z.object({
  /** Assignments whose verdicts are held back at first. */
  held: z.array(z.object({ assignment: slugSchema, release: heldReleaseSchema })),
  releases: z.array(releaseSchema),
});
export type ReleaseList = z.infer<typeof releaseListSchema>;

/** Body of `POST /api/teach/:course/releases`. */
export const newReleaseSchema = z.strictObject({
  assignment: slugSchema,
  for: extendedForSchema,
});
export type NewRelease = z.infer<typeof newReleaseSchema>;

/** Answer to it; `id` is that of the release. */
export const releasedSchema = z.object({ id: z.uuid(), releasedAt: z.iso.datetime() });
