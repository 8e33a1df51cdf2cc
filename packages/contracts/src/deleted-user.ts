import { z } from 'zod';

/** A user who was deleted, and when. */
export const deletedUserEntrySchema = z.object({ uuid: z.uuid(), deletedAt: z.iso.datetime() });
export type DeletedUserEntry = z.infer<typeof deletedUserEntrySchema>;
