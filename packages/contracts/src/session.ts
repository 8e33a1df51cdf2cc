import { z } from 'zod';
import { userSchema } from './user.ts';

/** Answer to `POST /api/device-codes`: the code opens one more session of the user, before `expiresAt`. */
export const deviceCodeSchema = z.object({ code: z.string(), expiresAt: z.iso.datetime() });
export type DeviceCode = z.infer<typeof deviceCodeSchema>;

/** Answer to `POST /api/recovery-keys`: shown only once; it replaces the user's previous key. */
export const recoveryKeySchema = z.object({ recoveryKey: z.string() });
export type RecoveryKey = z.infer<typeof recoveryKeySchema>;

const written = z.string().min(1).max(100);

/**
 * Body of `POST /api/sessions`. Both may be upper or lower case, with or without dashes and spaces.
 */
export const newSessionSchema = z.union([
  z.strictObject({ code: written }),
  z.strictObject({ recoveryKey: written }),
]);
export type NewSession = z.infer<typeof newSessionSchema>;

/** Answer to `POST /api/sessions`, which also sets the cookie. */
export const newSessionAnswerSchema = z.object({ user: userSchema, token: z.string() });

/** A browser or program where a user is signed in. `lastUsedAt` is accurate to the hour. */
export const sessionSchema = z.object({
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  /** Browser and system, such as `Firefox on Linux`; null if unknown. */
  description: z.string().nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

export const listedSessionSchema = sessionSchema.extend({
  /** Whether it is the session of the request. */
  current: z.boolean(),
});
export type ListedSession = z.infer<typeof listedSessionSchema>;

/** Answer to `GET /api/me/sessions`: the current one first, then by last use. */
export const sessionListSchema = z.object({ sessions: z.array(listedSessionSchema) });
export type SessionList = z.infer<typeof sessionListSchema>;
