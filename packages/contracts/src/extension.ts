import { z } from 'zod';
import { slugSchema } from './course.ts';
import { namedSchema } from './people.ts';

const maxReasonLength = 500;

/** For whom dates are changed, or verdicts released: a student by uuid, a group, or all. */
export const extendedForSchema = z.union([
  z.strictObject({ user: z.uuid() }),
  z.strictObject({ group: z.string().min(1).max(200) }),
  z.strictObject({ all: z.literal(true) }),
]);

/** Other dates of an assignment, of which null change nothing. Times are ISO 8601 in UTC. */
export const extensionSchema = z.object({
  id: z.uuid(),
  assignment: slugSchema,
  for: extendedForSchema,
  /** Null if it is for others, or for somebody who is not a member. */
  student: namedSchema.nullable(),
  opens: z.iso.datetime().nullable(),
  due: z.iso.datetime().nullable(),
  closes: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  changedAt: z.iso.datetime(),
});
export type Extension = z.infer<typeof extensionSchema>;

/** Answer to `GET /api/teach/:course/extensions`, in the order of the assignments. */
export const extensionListSchema = z.object({ extensions: z.array(extensionSchema) });

/**
 * Body of `POST /api/teach/:course/extensions`. `until`: when the assignment, a slug, is due; `opens`: when it
 * opens. One of them is required; what is missing stays as it is.
 */
export const newExtensionSchema = z
  .strictObject({
    assignment: slugSchema,
    for: extendedForSchema,
    opens: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
    reason: z.string().trim().min(1).max(maxReasonLength).optional(),
  })
  .refine(({ opens, until }) => opens !== undefined || until !== undefined, {
    error: 'must have `opens` or `until`',
  });
export type NewExtension = z.infer<typeof newExtensionSchema>;

/**
 * The changed dates; null: they are as before. `raised`: students whose points rose, since they had handed in
 * late before.
 */
export const extendedSchema = z.object({
  opens: z.iso.datetime().nullable(),
  due: z.iso.datetime().nullable(),
  closes: z.iso.datetime().nullable(),
  raised: z.int().nonnegative(),
});
