import { z } from 'zod';
import type { Call } from './call.ts';
import {
  newPasskeySchema,
  passkeyAnswerSchema,
  passkeyListSchema,
  passkeyOptionsSchema,
  passkeySignInSchema,
  registrationOptionsSchema,
  renamedPasskeySchema,
} from './passkey.ts';
import { signedInSchema } from './people.ts';

/** The part of the table of calls that is about passkeys. */
export const passkeyCalls = {
  'POST /api/sign-in/passkey/options': {
    id: 'startPasskeySignIn',
    summary: 'What a browser needs to sign in with a passkey: a challenge that works once.',
    session: 'optional',
    answers: { 200: passkeyOptionsSchema },
    errors: ['rate-limited', 'storage-full'],
  },
  'POST /api/sign-in/passkey': {
    id: 'signInByPasskey',
    summary: 'Signs in with a passkey of an account.',
    session: 'optional',
    body: passkeySignInSchema,
    example: {
      id: '$CREDENTIAL_ID',
      clientData: '$CLIENT_DATA',
      authenticatorData: '$AUTHENTICATOR_DATA',
      signature: '$SIGNATURE',
      userHandle: '$USER_HANDLE',
    },
    answers: { 201: signedInSchema },
    errors: ['invalid-passkey', 'rate-limited', 'storage-full'],
  },
  'POST /api/passkeys/registration-options': {
    id: 'startPasskey',
    summary:
      'What a browser needs to make a passkey for the account that it is signed in to: a challenge that works once.',
    session: 'required',
    answers: { 200: registrationOptionsSchema },
    errors: ['too-many-passkeys', 'rate-limited', 'storage-full'],
  },
  'POST /api/passkeys': {
    id: 'addPasskey',
    summary: 'Adds a passkey that a browser has made to the account.',
    session: 'required',
    body: newPasskeySchema,
    example: {
      id: '$CREDENTIAL_ID',
      clientData: '$CLIENT_DATA',
      attestation: '$ATTESTATION',
      name: 'My phone',
    },
    answers: { 201: passkeyAnswerSchema },
    errors: ['invalid-passkey', 'too-many-passkeys', 'rate-limited', 'storage-full'],
  },
  'GET /api/me/passkeys': {
    id: 'listPasskeys',
    summary: "The passkeys of the user's account: when each was added and last used.",
    session: 'required',
    answers: { 200: passkeyListSchema },
  },
  'PUT /api/me/passkeys/:id': {
    id: 'renamePasskey',
    summary: 'Gives a passkey another name.',
    session: 'required',
    body: renamedPasskeySchema,
    example: { name: 'My old phone' },
    answers: { 200: passkeyAnswerSchema },
    errors: ['storage-full'],
  },
  'DELETE /api/me/passkeys/:id': {
    id: 'removePasskey',
    summary: 'Removes a passkey: nobody can sign in with it any more. Sessions go on.',
    session: 'required',
    answers: { 204: z.undefined() },
  },
} as const satisfies Readonly<Record<string, Call>>;
