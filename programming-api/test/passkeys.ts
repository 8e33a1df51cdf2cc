import type { Passkey, PasskeyOptions, RegistrationOptions } from '@touchstone/contracts';
import { Authenticator } from './authenticator.ts';
import type { TestApi, TestUser } from './start-api.ts';

/** The site of APIs whose public URL is this origin. */
export const site = { origin: 'https://courses.example.org', rpId: 'courses.example.org' };

/** What the user's browser sends to add a passkey. */
export async function newPasskeyFor(api: TestApi, user: TestUser, by = new Authenticator()) {
  const { json } = await api.post('/api/passkeys/registration-options', user);
  const { challenge = 'none' } = json as Partial<RegistrationOptions>;
  return by.create({ challenge, ...site });
}

/** Adds a passkey to the account of the user. */
export async function withPasskey(
  api: TestApi,
  user: TestUser,
): Promise<{ authenticator: Authenticator; id: string }> {
  const authenticator = new Authenticator();
  const made = await newPasskeyFor(api, user, authenticator);
  const { status, json } = await api.post('/api/passkeys', user, made);
  if (status !== 201) throw new Error(`${status}: ${JSON.stringify(json)}`);
  return { authenticator, id: (json as { passkey: Passkey }).passkey.id };
}

/** What a browser sends to sign in as the user; `browser` is whom it is signed in as before. */
export async function signatureFor(
  api: TestApi,
  { authenticator, user }: { authenticator: Authenticator; user: TestUser },
  browser: TestUser | null = null,
) {
  const { json } = await api.post('/api/sign-in/passkey/options', browser ?? undefined);
  const { challenge } = json as PasskeyOptions;
  return authenticator.sign({ challenge, ...site }, user.uuid);
}
