import { z } from 'zod';
import { storableTextSchema } from './storable-text.ts';

/*
 * Passkeys, in the words of Web Authentication (https://www.w3.org/TR/webauthn-3/). Bytes are base64url.
 */

const bytes = (max: number) =>
  z
    .string()
    .regex(/^[\w-]*$/)
    .min(1)
    .max(max);
const transports = z.array(z.string().regex(/^[a-z-]{1,30}$/)).max(10);
const credentialSchema = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()).optional(),
});

/** Answer to `POST /api/passkeys/registration-options`: what a browser needs to make a passkey. */
export const registrationOptionsSchema = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  /** Works once, for five minutes, in the session that asked for it. */
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
  /** In milliseconds. */
  timeout: z.int(),
  attestation: z.literal('none'),
  /** Those that the user has already. */
  excludeCredentials: z.array(credentialSchema),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
});
export type RegistrationOptions = z.infer<typeof registrationOptionsSchema>;

const nameSchema = storableTextSchema.trim().min(1).max(100);

/** Body of `POST /api/passkeys`: what the browser made of the options. */
export const newPasskeySchema = z.strictObject({
  id: bytes(1400),
  clientData: bytes(4000),
  attestation: bytes(20_000),
  transports: transports.optional(),
  /** Left out: the browser and the system, such as `Firefox on Linux`. */
  name: nameSchema.optional(),
});
export type NewPasskey = z.infer<typeof newPasskeySchema>;

/** Body of `PUT /api/me/passkeys/:id`. */
export const renamedPasskeySchema = z.strictObject({ name: nameSchema });

/** `lastUsedAt`: null if nobody has signed in with it. */
export const storedPasskeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type Passkey = z.infer<typeof storedPasskeySchema>;

/** Answer to `POST /api/passkeys`, and to `PUT /api/me/passkeys/:id`. */
export const passkeyAnswerSchema = z.object({ passkey: storedPasskeySchema });

/** Answer to `GET /api/me/passkeys`, the oldest first. */
export const passkeyListSchema = z.object({ passkeys: z.array(storedPasskeySchema) });

/** Answer to `POST /api/sign-in/passkey/options`. The browser asks its user which passkey to use. */
export const passkeyOptionsSchema = z.object({
  rpId: z.string(),
  /** Works once, for five minutes, in the same browser. */
  challenge: z.string(),
  timeout: z.int(),
  userVerification: z.literal('required'),
});
export type PasskeyOptions = z.infer<typeof passkeyOptionsSchema>;

/** Body of `POST /api/sign-in/passkey`: what the browser made of the options. */
export const passkeySignInSchema = z.strictObject({
  id: bytes(1400),
  clientData: bytes(4000),
  authenticatorData: bytes(4000),
  signature: bytes(4000),
  userHandle: bytes(100),
});
export type PasskeySignIn = z.infer<typeof passkeySignInSchema>;
