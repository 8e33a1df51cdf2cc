import {
  deviceCodeSchema,
  newSessionAnswerSchema,
  newSessionSchema,
  recoveryKeySchema,
} from '@touchstone/contracts';
import {
  createDeviceCode,
  createSession,
  findUserByRecoveryHash,
  readTotalPoints,
  redeemDeviceCode,
  setRecoveryHash,
  type Database,
} from '@touchstone/database';
import { ProblemError } from '../http/problems.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { noBody, noQuery, type TypedApp } from '../http/typed-app.ts';
import type { FreeDisk } from '../storage/free-disk.ts';
import { describeBrowser } from './describe-browser.ts';
import { hashToken, newToken } from './session-token.ts';
import type { Sessions } from './sessions.ts';
import { hashWrittenCode, newWrittenCode } from './written-code.ts';

/*
 * How a user gets to another browser: with a device code, good once and for minutes (40 bits, and
 * an address may try few), or with the recovery key that was written down (130 bits).
 */

const deviceCodeLength = 8;
const deviceCodeValidMs = 10 * 60_000;
const recoveryKeyLength = 26;

export function deviceRoutes(
  app: TypedApp,
  deps: {
    readonly database: Database;
    readonly sessions: Sessions;
    readonly rateLimits: RateLimits;
    readonly freeDisk: FreeDisk;
  },
): void {
  const { database, sessions, rateLimits, freeDisk } = deps;
  const { kysely } = database;

  app.post(
    '/api/device-codes',
    { schema: { querystring: noQuery, body: noBody, response: { 201: deviceCodeSchema } } },
    async (request, reply) => {
      const userId = await sessions.demand(request);
      freeDisk.demand();
      await rateLimits.countCode(request);
      const code = newWrittenCode(deviceCodeLength);
      const { expiresAt } = await createDeviceCode(kysely, {
        ...{ userId, codeHash: hashWrittenCode(code), validMs: deviceCodeValidMs },
      });
      return reply.code(201).send({ code, expiresAt: expiresAt.toISOString() });
    },
  );

  app.post(
    '/api/recovery-keys',
    { schema: { querystring: noQuery, body: noBody, response: { 201: recoveryKeySchema } } },
    async (request, reply) => {
      const userId = await sessions.demand(request);
      freeDisk.demand();
      await rateLimits.countCode(request);
      const recoveryKey = newWrittenCode(recoveryKeyLength);
      await setRecoveryHash(kysely, { userId, recoveryHash: hashWrittenCode(recoveryKey) });
      return reply.code(201).send({ recoveryKey });
    },
  );

  app.post(
    '/api/sessions',
    {
      schema: {
        querystring: noQuery,
        body: newSessionSchema,
        response: { 201: newSessionAnswerSchema },
      },
    },
    async (request, reply) => {
      freeDisk.demand();
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
              ? 'The code is unknown, used or older than ten minutes: ask for a new one.'
              : 'There is no such recovery key, or a newer one has taken its place.',
        });
      }
      const token = newToken();
      await createSession(kysely, {
        ...{ userId: user.id, tokenHash: hashToken(token) },
        description: describeBrowser(request.headers['user-agent']),
      });
      await sessions.setCookie(request, token);
      const points = await readTotalPoints(kysely, user.id);
      return reply.code(201).send({ user: { uuid: user.id, points }, token });
    },
  );
}
