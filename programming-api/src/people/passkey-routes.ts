import type { NewPasskey, PasskeySignIn } from '@touchstone/contracts';
import {
  addPasskey,
  createChallenge,
  findCredential,
  listCredentials,
  listPasskeys,
  maxPasskeys,
  readAccount,
  removePasskey,
  renamePasskey,
  signInByPasskey,
  takeChallenge,
} from '@touchstone/database';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { callRoute } from '../http/call-route.ts';
import { originOf } from '../http/hosts-and-origins.ts';
import { notFound, parseId, ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { RouteDeps } from '../route-deps.ts';
import { describeBrowser } from '../sessions/describe-browser.ts';
import { hashToken, newToken } from '../sessions/session-token.ts';
import { checkNewPasskey, checkSignature, siteOf, type Site } from './passkey-checks.ts';

interface PasskeyDeps extends Pick<
  RouteDeps,
  'database' | 'sessions' | 'rateLimits' | 'freeDisk' | 'readPoints'
> {
  readonly mailer: Mailer | undefined;
  readonly publicUrl: string | undefined;
  readonly log: FastifyBaseLogger;
}

/** What authenticators are asked to make: ES256, EdDSA, RS256. */
const algorithms = [-7, -8, -257];
/** How long a browser waits for its user, in milliseconds. */
const timeout = 120_000;

const takenTooLong = (): ProblemError =>
  new ProblemError('invalid-passkey', {
    detail: 'That took too long, or was sent twice. Try again.',
  });
const unknownPasskey = (): ProblemError =>
  new ProblemError('invalid-passkey', {
    detail:
      'No account here has this passkey: it was removed, or belongs to another server. Sign in by a link, and add a new one.',
  });
const notChecked = (): ProblemError =>
  new ProblemError('invalid-passkey', { detail: 'The passkey could not be checked. Try again.' });
const tooMany = (): ProblemError =>
  new ProblemError('too-many-passkeys', {
    detail: `An account has at most ${maxPasskeys} passkeys. Remove one that you no longer use.`,
  });

/** Adding passkeys to an account, and signing in with them. */
export function passkeyRoutes(app: TypedApp, deps: PasskeyDeps): void {
  const { database, sessions, rateLimits, freeDisk, mailer, publicUrl, log } = deps;
  const { kysely } = database;

  const begin = async (request: FastifyRequest): Promise<Site> => {
    freeDisk.assertRoom();
    await rateLimits.countCode(request);
    return siteOf(originOf(request, publicUrl));
  };
  const newChallenge = async (
    purpose: 'add' | 'sign-in',
    sessionHash: Buffer | null,
  ): Promise<string> => {
    const challenge = randomBytes(32).toString('base64url');
    await createChallenge(kysely, { challenge, purpose, sessionHash });
    return challenge;
  };

  app.route({
    ...callRoute('POST /api/passkeys/registration-options'),
    handler: async (request) => {
      const { userId, tokenHash } = await sessions.requireSession(request);
      const { rpId } = await begin(request);
      const existing = await listCredentials(kysely, userId);
      if (existing.length >= maxPasskeys) throw tooMany();
      const { mail } = await readAccount(kysely, userId);
      const name = mail ?? userId;
      return {
        rp: { id: rpId, name: 'Touchstone' },
        user: { id: userHandleOf(userId).toString('base64url'), name, displayName: name },
        challenge: await newChallenge('add', tokenHash),
        pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
        timeout,
        attestation: 'none' as const,
        excludeCredentials: existing.map(({ credentialId, transports }) => ({
          id: credentialId.toString('base64url'),
          type: 'public-key' as const,
          transports: [...transports],
        })),
        authenticatorSelection: {
          residentKey: 'required' as const,
          requireResidentKey: true as const,
          userVerification: 'required' as const,
        },
      };
    },
  });

  app.route({
    ...callRoute('POST /api/passkeys'),
    handler: async (request, reply) => {
      const { userId, tokenHash } = await sessions.requireSession(request);
      const site = await begin(request);
      const credential = await checkedNewPasskey(request.body, site, tokenHash);
      const name =
        request.body.name ?? describeBrowser(request.headers['user-agent']) ?? 'A passkey';
      const added = await addPasskey(kysely, { userId, name, ...credential });
      if (added === 'too-many') throw tooMany();
      if (added === 'exists') {
        throw new ProblemError('invalid-passkey', {
          detail: 'An account has this passkey already.',
        });
      }
      void notify(userId).catch((error: unknown) => {
        log.warn({ err: error }, 'Could not send the mail about a new passkey');
      });
      return reply.code(201).send({ passkey: added });
    },
  });

  const checkedNewPasskey = async (body: NewPasskey, site: Site, sessionHash: Buffer) => {
    const checked = await checkNewPasskey(body, site, (challenge) =>
      takeChallenge(kysely, { challenge, purpose: 'add', sessionHash }),
    );
    if (checked.kind === 'checked') return checked.credential;
    log.info({ reason: checked.reason }, 'A new passkey was refused');
    throw checked.kind === 'wrong-challenge' ? takenTooLong() : notChecked();
  };

  /** So that nobody adds a passkey to somebody else's account unnoticed. */
  const notify = async (userId: string): Promise<void> => {
    const { mail } = await readAccount(kysely, userId);
    if (mailer === undefined || publicUrl === undefined || mail === null) return;
    await mailer.send({
      to: mail,
      subject: 'A passkey was added to your account',
      text: [
        `Somebody who was signed in to your account at ${publicUrl} added a passkey to it. It signs in to your account until it is removed.`,
        'If it was not you, open the settings there: remove the passkey, and end all other sessions.',
        '',
      ].join('\n\n'),
    });
  };

  app.route({
    ...callRoute('GET /api/me/passkeys'),
    handler: async (request) => ({
      passkeys: await listPasskeys(kysely, await sessions.require(request)),
    }),
  });

  app.route({
    ...callRoute('PUT /api/me/passkeys/:id'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      freeDisk.assertRoom();
      const id = parseId(request.params.id, 'passkey');
      const passkey = await renamePasskey(kysely, { userId, id, name: request.body.name });
      if (passkey === null) throw notFound('passkey');
      return { passkey };
    },
  });

  app.route({
    ...callRoute('DELETE /api/me/passkeys/:id'),
    handler: async (request, reply) => {
      const userId = await sessions.require(request);
      const id = parseId(request.params.id, 'passkey');
      if (!(await removePasskey(kysely, { userId, id }))) throw notFound('passkey');
      return reply.code(204).send();
    },
  });

  app.route({
    ...callRoute('POST /api/sign-in/passkey/options'),
    handler: async (request) => {
      const { rpId } = await begin(request);
      const session = await sessions.find(request);
      const challenge = await newChallenge('sign-in', session?.tokenHash ?? null);
      return { rpId, challenge, timeout, userVerification: 'required' as const };
    },
  });

  app.route({
    ...callRoute('POST /api/sign-in/passkey'),
    handler: async (request, reply) => {
      const site = await begin(request);
      const earlier = await sessions.find(request);
      const use = await checkedSignature(request.body, site, earlier?.tokenHash ?? null);
      // Always a new one: somebody else may know the token that the browser had until now.
      const token = newToken();
      const ended = await signInByPasskey(kysely, use, {
        sessionTokenHash: hashToken(token),
        description: describeBrowser(request.headers['user-agent']),
        earlier,
      });
      if (ended === null) throw notChecked();
      const { userId } = use.passkey;
      await sessions.announceEnded(ended);
      await sessions.setCookie(request, token, true);
      const points = await deps.readPoints(userId);
      return reply.code(201).send({ user: { uuid: userId, points }, token, course: null });
    },
  });

  const checkedSignature = async (body: PasskeySignIn, site: Site, sessionHash: Buffer | null) => {
    const passkey = await findCredential(kysely, Buffer.from(body.id, 'base64url'));
    const isOwners =
      passkey !== null &&
      Buffer.from(body.userHandle, 'base64url').equals(userHandleOf(passkey.userId));
    if (!isOwners) throw unknownPasskey();
    const checked = await checkSignature(body, passkey, site, (challenge) =>
      takeChallenge(kysely, { challenge, purpose: 'sign-in', sessionHash }),
    );
    if (checked.kind === 'checked') return { passkey, newSignCount: checked.newSignCount };
    log.info({ reason: checked.reason, passkey: passkey.id }, 'A passkey was refused');
    throw checked.kind === 'wrong-challenge' ? takenTooLong() : notChecked();
  };
}

/** The user's uuid, which authenticators return. */
const userHandleOf = (userId: string): Buffer => Buffer.from(userId.replaceAll('-', ''), 'hex');
