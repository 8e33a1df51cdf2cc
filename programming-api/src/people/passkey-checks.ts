import type { NewPasskey, PasskeySignIn } from '@touchstone/contracts';
import type { Credential } from '@touchstone/database';
import { messageOf } from '@touchstone/runtime';
import { isIP } from 'node:net';
import { ProblemError } from '../http/problems.ts';

/*
 * The cryptography of passkeys. The library is loaded when it is first needed: it is large, and many servers
 * need it rarely.
 */

/** The site of a passkey: the page's origin, and its host, which the browser binds the passkey to. */
export interface Site {
  readonly origin: string;
  readonly rpId: string;
}

/** @throws ProblemError 400 if browsers make no passkeys for that host */
export function siteOf(origin: string): Site {
  const { hostname } = new URL(origin);
  if (isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0) {
    throw new ProblemError('invalid-request', {
      detail:
        'Passkeys need a host name, such as https://courses.example.org or http://localhost, and not an IP address.',
    });
  }
  return { origin, rpId: hostname };
}

interface Refused {
  readonly kind: 'wrong-challenge' | 'refused';
  /** For the log. */
  readonly reason: string;
}

/** Uses a challenge up; resolves to whether it was the right one. */
type TakeChallenge = (challenge: string) => Promise<boolean>;

/** Remembers the outcome, since the library only throws. */
function noting(take: TakeChallenge): {
  check: TakeChallenge;
  failure: (reason: string) => Refused;
} {
  let isRight = true;
  return {
    async check(challenge) {
      isRight = await take(challenge);
      return isRight;
    },
    failure: (reason) => ({ kind: isRight ? 'refused' : 'wrong-challenge', reason }),
  };
}

/** Checks what an authenticator has made. */
export async function checkNewPasskey(
  { id, clientData, attestation, transports = [] }: NewPasskey,
  { origin, rpId }: Site,
  takeChallenge: TakeChallenge,
): Promise<{ readonly kind: 'checked'; readonly credential: Credential } | Refused> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const { check, failure } = noting(takeChallenge);
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
        response: { clientDataJSON: clientData, attestationObject: attestation },
      },
      expectedChallenge: check,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    });
    if (!verified) return failure('not verified');
    const { credential } = registrationInfo;
    return {
      kind: 'checked',
      credential: {
        credentialId: Buffer.from(credential.id, 'base64url'),
        publicKey: Buffer.from(credential.publicKey),
        signCount: credential.counter,
        transports,
      },
    };
  } catch (error) {
    return failure(messageOf(error));
  }
}

/** Checks a signature of a passkey. */
export async function checkSignature(
  { id, clientData, authenticatorData, signature, userHandle }: PasskeySignIn,
  passkey: Credential,
  { origin, rpId }: Site,
  takeChallenge: TakeChallenge,
): Promise<{ readonly kind: 'checked'; readonly newSignCount: number } | Refused> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const { check, failure } = noting(takeChallenge);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
        response: { clientDataJSON: clientData, authenticatorData, signature, userHandle },
      },
      expectedChallenge: check,
      expectedOrigin: origin,
      expectedRPID: rpId,
      credential: {
        id,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.signCount,
      },
      requireUserVerification: true,
    });
    if (!verified) return failure('the signature is wrong');
    return { kind: 'checked', newSignCount: authenticationInfo.newCounter };
  } catch (error) {
    return failure(messageOf(error));
  }
}
