import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser';
import type {
  NewPasskey,
  PasskeyOptions,
  PasskeySignIn,
  RegistrationOptions,
} from '@touchstone/contracts';

/*
 * What the browser and its user do between two calls. Loaded with the parts of the page that need it.
 */

/** Browsers make passkeys for host names, over TLS or on this machine. */
export function canUsePasskeys({
  isSecureContext,
  location,
  PublicKeyCredential,
}: {
  readonly isSecureContext: boolean;
  readonly location: { readonly hostname: string };
  readonly PublicKeyCredential?: unknown;
}): boolean {
  const isAddress = /^[\d.]+$|^\[/.test(location.hostname);
  return isSecureContext && !isAddress && PublicKeyCredential !== undefined;
}

/** Why the browser made nothing. */
type CeremonyFailure = 'cancelled' | 'exists' | 'failed';

export function failureOf(error: unknown): CeremonyFailure | null {
  if (error instanceof WebAuthnError) {
    if (error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return 'exists';
    // The user said no, or did nothing in time; browsers tell no more.
    const isCancelled = error.name === 'NotAllowedError' || error.name === 'AbortError';
    return isCancelled ? 'cancelled' : 'failed';
  }
  if (!(error instanceof Error)) return null;
  if (error.name === 'NotAllowedError' || error.name === 'AbortError') return 'cancelled';
  return error instanceof DOMException ? 'failed' : null;
}

export async function makePasskey(options: RegistrationOptions): Promise<NewPasskey> {
  const { id, response } = await startRegistration({
    optionsJSON: options as Parameters<typeof startRegistration>[0]['optionsJSON'],
  });
  const { clientDataJSON: clientData, attestationObject: attestation, transports } = response;
  return { id, clientData, attestation, ...(transports !== undefined && { transports }) };
}

export async function usePasskey(optionsJSON: PasskeyOptions): Promise<PasskeySignIn> {
  const { id, response } = await startAuthentication({ optionsJSON });
  const { clientDataJSON: clientData, authenticatorData, signature, userHandle = '' } = response;
  return { id, clientData, authenticatorData, signature, userHandle };
}
