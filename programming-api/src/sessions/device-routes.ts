import {
  createDeviceCode,
  createSession,
  findUserByRecoveryHash,
  redeemDeviceCode,
  setRecoveryHash,
} from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import { ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { describeBrowser } from './describe-browser.ts';
import { hashToken, newToken } from './session-token.ts';
import { hashWrittenCode, newWrittenCode } from './written-code.ts';

/*
 * How a user signs in on another browser: with a device code, which works once and for ten minutes
 * (40 bits, and an address may try few), or with the recovery key that the user wrote down (130 bits).
 */

const deviceCodeLength = 8;
const deviceCodeValidMs = 10 * 60_000;
const recoveryKeyLength = 26;

export function deviceRoutes(
  app: TypedApp,
  deps: Pick<
    RouteDeps,
    'database' | 'sessions' | 'rights' | 'rateLimits' | 'freeDisk' | 'readPoints'
  >,
): void {
  const { database, sessions, rights, rateLimits, freeDisk, readPoints } = deps;
  const { kysely } = database;

  app.route({
    ...callRoute('POST /api/device-codes'),
    handler: async (request, reply) => {
      const userId = await sessions.require(request);
      freeDisk.assertRoom();
      await rateLimits.countCode(request);
      const code = newWrittenCode(deviceCodeLength);
      const { expiresAt } = await createDeviceCode(kysely, {
        userId,
        codeHash: hashWrittenCode(code),
        validMs: deviceCodeValidMs,
      });
      return reply.code(201).send({ code, expiresAt: expiresAt.toISOString() });
    },
  });

  app.route({
    ...callRoute('POST /api/recovery-keys'),
    handler: async (request, reply) => {
      const userId = await sessions.require(request);
      freeDisk.assertRoom();
      await rateLimits.countCode(request);
      const recoveryKey = newWrittenCode(recoveryKeyLength);
      await setRecoveryHash(kysely, { userId, recoveryHash: hashWrittenCode(recoveryKey) });
      return reply.code(201).send({ recoveryKey });
    },
  });

  app.route({
    ...callRoute('POST /api/sessions'),
    handler: async (request, reply) => {
      freeDisk.assertRoom();
      await rateLimits.countCode(request);
      const { body } = request;
      const user =
        'code' in body
          ? await redeemDeviceCode(kysely, hashWrittenCode(body.code))
          : await findUserByRecoveryHash(kysely, hashWrittenCode(body.recoveryKey));
      if (user === null) {
        throw new ProblemError('invalid-code', {
          detail:
            'code' in body
              ? 'The code is wrong, used or expired. Get a new one.'
              : 'The recovery key is wrong, or a newer one has replaced it.',
        });
      }
      const token = newToken();
      await createSession(kysely, {
        userId: user.id,
        tokenHash: hashToken(token),
        description: describeBrowser(request.headers['user-agent']),
      });
      const { hasIdentity } = await rights.of(user.id);
      await sessions.setCookie(request, token, hasIdentity);
      const points = await readPoints(user.id);
      return reply.code(201).send({ user: { uuid: user.id, points }, token });
    },
  });
}
