import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiConfig } from '../config.ts';
import { ProblemError } from './problems.ts';

const windowMs = 60_000;
/** Users and addresses remembered at once; the least recent are forgotten first. */
const remembered = 50_000;

export interface RateLimits {
  /** Counts a submission of the session's user, then of the address. @throws ProblemError 429 */
  countSubmission(request: FastifyRequest): Promise<void>;
  /** Counts a new user of the address. @throws ProblemError 429 */
  countNewUser(request: FastifyRequest): Promise<void>;
  /** Counts a draft of the session's user. @throws ProblemError 429 */
  countDraft(request: FastifyRequest): Promise<void>;
  /** Counts a code or key that the address tries. @throws ProblemError 429 */
  countCode(request: FastifyRequest): Promise<void>;
}

/** Counts by hand at the right place of a handler; each process counts for itself. */
export function createRateLimits(
  app: FastifyInstance,
  config: Pick<
    ApiConfig,
    'userLimit' | 'addressLimit' | 'newUserLimit' | 'draftLimit' | 'codeLimit'
  >,
): RateLimits {
  const options = { timeWindow: windowMs, cache: remembered };
  const byUser = { ...options, keyGenerator: (request: FastifyRequest) => request.userId ?? '' };
  const ofUser = app.createRateLimit({ ...byUser, max: config.userLimit });
  const ofAddress = app.createRateLimit({ ...options, max: config.addressLimit });
  const drafts = app.createRateLimit({ ...byUser, max: config.draftLimit });
  const codes = app.createRateLimit({ ...options, max: config.codeLimit });
  const newUsers = app.createRateLimit({ ...options, max: config.newUserLimit });

  const count = async (limit: typeof ofUser, request: FastifyRequest): Promise<void> => {
    const state = await limit(request);
    if (state.isAllowed || !state.isExceeded) return;
    throw new ProblemError('rate-limited', {
      detail: 'Too many within a minute: wait a little.',
      retryAfterSeconds: Math.max(1, state.ttlInSeconds),
    });
  };

  return {
    async countSubmission(request) {
      await count(ofUser, request);
      await count(ofAddress, request);
    },
    countNewUser: (request) => count(newUsers, request),
    countDraft: (request) => count(drafts, request),
    countCode: (request) => count(codes, request),
  };
}
