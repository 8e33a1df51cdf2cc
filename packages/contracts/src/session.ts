import { z } from 'zod';
import { userSchema } from './user.ts';

/** Answer to `POST /api/device-codes`: opens one more session of the user, once and until then. */
export const deviceCodeSchema = z.object({ code: z.string(), expiresAt: z.iso.datetime() });
export type DeviceCode = z.infer<typeof deviceCodeSchema>;

/** Answer to `POST /api/recovery-keys`: shown this once, and the user's last key ends with it. */
export const recoveryKeySchema = z.object({ recoveryKey: z.string() });
export type RecoveryKey = z.infer<typeof recoveryKeySchema>;

const written = z.string().min(1).max(100);

/**
 * Body of `POST /api/sessions`. Both are read as people write them: upper or lower case, with or
 * without dashes and spaces.
 */
export const newSessionSchema = z.union([
  z.strictObject({ code: written }),
  z.strictObject({ recoveryKey: written }),
]);
export type NewSession = z.infer<typeof newSessionSchema>;

/** Answer to `POST /api/sessions`; the cookie comes along. */
export const newSessionAnswerSchema = z.object({ user: userSchema, token: z.string() });
export type NewSessionAnswer = z.infer<typeof newSessionAnswerSchema>;

/** Where a user is signed in. `lastUsedAt` is right to the hour. */
export const sessionSchema = z.object({
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  /** Browser and system, such as `Firefox on Linux`; null when not known. */
  description: z.string().nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

export const listedSessionSchema = sessionSchema.extend({
  /** The session that asks. */
  current: z.boolean(),
});
export type ListedSession = z.infer<typeof listedSessionSchema>;

/** Answer to `GET /api/me/sessions`: the current one first, then by last use. */
export const sessionListSchema = z.object({ sessions: z.array(listedSessionSchema) });
export type SessionList = z.infer<typeof sessionListSchema>;
