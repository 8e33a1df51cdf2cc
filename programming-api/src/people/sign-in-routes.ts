import {
  createSignInLinkFor,
  normaliseMail,
  readAccount,
  readViewed,
  redeemSignInLink,
  type SignInOutcome,
} from '@touchstone/database';
import type { FastifyBaseLogger } from 'fastify';
import { callRoute } from '../http/call-route.ts';
import { ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { describeBrowser } from '../sessions/describe-browser.ts';
import { hashToken, newToken } from '../sessions/session-token.ts';
import type { Mailer } from '../mail/mailer.ts';
import { signInLink } from '../mail/sign-in-link.ts';

interface SignInDeps extends Pick<
  RouteDeps,
  'database' | 'sessions' | 'rights' | 'rateLimits' | 'freeDisk' | 'readPoints'
> {
  readonly mailer: Mailer | undefined;
  readonly publicUrl: string | undefined;
  readonly log: FastifyBaseLogger;
}

const whyNot: Readonly<Record<Exclude<SignInOutcome['kind'], 'signed-in'>, string>> = {
  unknown: 'The link is not valid. Copy all of it, or get a new one.',
  used: 'The link was used already, or a newer one has replaced it. Get a new one.',
  expired: 'The link has expired. Get a new one.',
};

/** Signing in by a link that somebody got once. */
export function signInRoutes(app: TypedApp, deps: SignInDeps): void {
  const { database, sessions, rights, rateLimits, freeDisk, readPoints } = deps;
  const { kysely } = database;

  app.route({
    ...callRoute('POST /api/sign-in'),
    handler: async (request, reply) => {
      freeDisk.assertRoom();
      await rateLimits.countCode(request);
      // Always a new one: somebody else may know the token that the browser had until now.
      const token = newToken();
      const outcome = await redeemSignInLink(kysely, {
        token: request.body.token,
        sessionTokenHash: hashToken(token),
        description: describeBrowser(request.headers['user-agent']),
        earlier: await sessions.find(request),
      });
      if (outcome.kind !== 'signed-in') {
        throw new ProblemError('invalid-link', { detail: whyNot[outcome.kind] });
      }
      const { userId, course, endedTokenHashes } = outcome;
      await sessions.announceEnded(endedTokenHashes);
      await sessions.setCookie(request, token, true);
      const points = await readPoints(userId);
      return reply.code(201).send({ user: { uuid: userId, points }, token, course });
    },
  });

  app.route({
    ...callRoute('POST /api/sign-in/links'),
    handler: async (request, reply) => {
      const { mailer, publicUrl } = deps;
      // Without a public URL, the link's host would be one that the request chooses.
      if (mailer === undefined || publicUrl === undefined) throw new ProblemError('no-mail');
      freeDisk.assertRoom();
      const mail = normaliseMail(request.body.mail);
      if (mail === null) {
        throw new ProblemError('invalid-request', { detail: 'Give a mail address.' });
      }
      await rateLimits.countSignInMail(request, mail);
      // Afterwards, so that the time of the answer tells nothing either.
      void sendLink({ mailer, publicUrl }, mail).catch((error: unknown) => {
        deps.log.error({ err: error }, 'Could not send a sign-in link');
      });
      return reply.code(204).send();
    },
  });

  const sendLink = async (
    { mailer, publicUrl }: { mailer: Mailer; publicUrl: string },
    mail: string,
  ): Promise<void> => {
    const made = await createSignInLinkFor(kysely, { mail });
    if (made === null) return;
    await mailer.send({
      to: mail,
      subject: 'Your sign-in link',
      text: [
        'Open this link to sign in. It works once, for 15 minutes:',
        signInLink(publicUrl, made.token),
        'If you did not ask for it, do nothing.',
        '',
      ].join('\n\n'),
    });
  };

  app.route({
    ...callRoute('GET /api/me/account'),
    handler: async (request) => {
      const { userId, viewed } = await sessions.requireSession(request);
      const account = await readAccount(kysely, userId);
      const { isAdministrator } = await rights.of(userId);
      const viewing = viewed === null ? null : await readViewed(kysely, viewed);
      return { ...account, isAdministrator, ...(viewing !== null && { viewing }) };
    },
  });
}
