import { isIP } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import { createInProcessCounters, type Counted, type Counters } from '@touchstone/messaging';
import { within } from '@touchstone/service';
import type { FastifyRequest } from 'fastify';
import type { ApiConfig } from '../config.ts';
import { ProblemError } from './problems.ts';

const windowMs = 60_000;
const sharedTimeoutMs = 250;
/** After shared counters did not answer they are left alone for so long. */
const sharedRestMs = 1_000;

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

type Limits = Pick<
  ApiConfig,
  'userLimit' | 'addressLimit' | 'newUserLimit' | 'draftLimit' | 'codeLimit'
>;

/**
 * Counts by hand at the right place of a handler, with counters that all processes share. Each
 * process counts for itself besides, and goes by that while the shared ones do not answer.
 */
export function createRateLimits(
  deps: Limits & { counters: Counters; onRefused: () => void },
): RateLimits {
  const { counters, onRefused } = deps;
  const own = createInProcessCounters();
  let sharedRestsUntilMs = 0;

  const countShared = async (key: string): Promise<Counted | null> => {
    if (performance.now() < sharedRestsUntilMs) return null;
    try {
      return await within(counters.count(key, windowMs), sharedTimeoutMs, 'Counting');
    } catch {
      sharedRestsUntilMs = performance.now() + sharedRestMs;
      return null;
    }
  };

  const count = async (key: string, most: number): Promise<void> => {
    const [mine, shared] = await Promise.all([own.count(key, windowMs), countShared(key)]);
    // The shared one is the smaller only when it was lost meanwhile.
    const counted = shared !== null && shared.count >= mine.count ? shared : mine;
    if (counted.count <= most) return;
    onRefused();
    throw new ProblemError('rate-limited', {
      detail: 'Too many within a minute: wait a little.',
      retryAfterSeconds: Math.max(1, Math.ceil(counted.windowEndsInMs / 1000)),
    });
  };
  const userOf = (request: FastifyRequest): string => request.userId ?? '';
  /** An IPv6 address counts with all of its network, which one subscriber may have. */
  const addressOf = ({ ip, socket }: FastifyRequest): string =>
    // A trusted proxy may pass on what is no address at all.
    normalizeIP(isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip);

  return {
    async countSubmission(request) {
      await count(`submissions-of-user:${userOf(request)}`, deps.userLimit);
      await count(`submissions-from:${addressOf(request)}`, deps.addressLimit);
    },
    countNewUser: (request) => count(`new-users-from:${addressOf(request)}`, deps.newUserLimit),
    countDraft: (request) => count(`drafts-of-user:${userOf(request)}`, deps.draftLimit),
    countCode: (request) => count(`codes-from:${addressOf(request)}`, deps.codeLimit),
  };
}
