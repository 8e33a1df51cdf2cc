import { gradingRecordSchema, loadedCourseSchema } from '@touchstone/contracts';
import type { LoadedCourse } from '@touchstone/contracts';
import { z } from 'zod';
import { userReplySchemas, userRequestSchemas, type UserRequest } from './user-protocol.ts';

/**
 * What a command may ask of the process that holds a data folder, over its control socket: a
 * connection carries one request and one reply, each a line of JSON. Only the folder's owner can
 * open the socket, which is all the authority there is.
 */
export const controlRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('status') }),
  z.strictObject({ kind: z.literal('find-records'), keys: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('load-course'), course: loadedCourseSchema }),
  ...userRequestSchemas,
]);
export type ControlRequest =
  | { kind: 'status' }
  | { kind: 'find-records'; keys: readonly string[] }
  | { kind: 'load-course'; course: LoadedCourse }
  | UserRequest;

/** Who holds the folder; `url` is null as long as it isn't ready. */
const holderSchema = z.object({
  command: z.string(),
  pid: z.int(),
  url: z.string().nullable(),
});
export type Holder = z.infer<typeof holderSchema>;

/** Slugs of the assignments that a course load touched. */
const courseChangesSchema = z.object({
  added: z.array(z.string()),
  changed: z.array(z.string()),
  retired: z.array(z.string()),
});
export type CourseChanges = z.infer<typeof courseChangesSchema>;

export const controlReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), holder: holderSchema }),
  z.object({ kind: z.literal('records-found'), records: z.array(gradingRecordSchema) }),
  z.object({ kind: z.literal('course-loaded'), changes: courseChangesSchema }),
  ...userReplySchemas,
  z.object({ kind: z.literal('refused'), message: z.string() }),
]);
export type ControlReply = z.infer<typeof controlReplySchema>;

/** Longest line, in bytes: a course with all its files. */
export const lineMaxBytes = 256 * 1024 * 1024;
