import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import type { Charge, Counters, Note } from '@touchstone/messaging';
import type { FastifyRequest } from 'fastify';
import type { ApiConfig } from '../config.ts';
import { addressGroup } from './address-group.ts';
import { ProblemError } from './problems.ts';
import { createSharedCharges } from './shared-charges.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const mib = 1024 * 1024;

/**
 * Size of a stored row without its texts, including indexes. A stored reuse, which has no texts, is
 * slightly smaller.
 */
export const rowBytes = 1024;

/** Sign-in links for one mail address within an hour, so that nobody's mailbox fills. */
const maxSignInMails = 5;

/** Nicknames that a user may choose within a minute. */
const maxNicknames = 20;

/**
 * Handlers call these at the right place. The user's limit is checked first, so that a user beyond it
 * uses up nothing of the address, which a classroom may share. @throws ProblemError 429
 */
export interface RateLimits {
  /** A submission of the session's user, including reuses, and the bytes that it stores. */
  countSubmission(request: FastifyRequest, bytes: number): Promise<void>;
  /** The same near a deadline, when nothing is refused. Resolves to what `isBeyond` would. Never rejects. */
  noteSubmission(request: FastifyRequest, bytes: number): Promise<boolean>;
  /** Whether a submission of the user would be refused, were no deadline near. Never rejects. */
  isBeyond(userId: string): Promise<boolean>;
  /** A new user of the address. */
  countNewUser(request: FastifyRequest): Promise<void>;
  /** A draft of the session's user; `addStored` adds its size afterwards. */
  countDraft(request: FastifyRequest): Promise<void>;
  /** A page of the session's user's history. */
  countHistory(request: FastifyRequest): Promise<void>;
  /** A nickname of the session's user. */
  countNickname(request: FastifyRequest): Promise<void>;
  /** Any other read of the session's user's submissions and drafts, and event streams. */
  countRead(request: FastifyRequest): Promise<void>;
  /** A code or key that is created or tried from the address. */
  countCode(request: FastifyRequest): Promise<void>;
  /** A sign-in link that the address asks for, and that somebody would get; the same if nobody has that address. */
  countSignInMail(request: FastifyRequest, mail: string): Promise<void>;
  /** Adds the size of what a request of the session's user has stored. Never rejects. */
  addStored(request: FastifyRequest, bytes: number): Promise<void>;
  /** Adds a result to its user, and to the address that the user last handed in from. Never rejects. */
  addResult(userId: string, bytes: number): Promise<void>;
}

/** A charge, and the message for when it exceeds `max`. */
type Limit = Charge & { readonly max: number; readonly tooMuch: string };

/**
 * Limits across all processes. Counters contain no addresses, only their hashes with
 * `addressSecret`, which all processes have to share.
 */
export function createRateLimits(
  deps: ApiConfig & {
    counters: Counters;
    addressSecret: string | Buffer;
    onRefused: () => void;
    now?: () => number;
  },
): RateLimits {
  const { addressSecret, onRefused } = deps;
  const counters = createSharedCharges(deps);
  const userOf = (request: FastifyRequest): string => request.userId ?? '';
  // A trusted proxy may pass on a text that is not an address.
  const groupOf = ({ ip, socket }: FastifyRequest): string =>
    addressGroup(isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip);
  const hashed = (text: string): string =>
    createHmac('sha256', addressSecret).update(text).digest('base64url').slice(0, 22);
  const addresses = new WeakMap<FastifyRequest, string>();
  const addressOf = (request: FastifyRequest): string => {
    const address = addresses.get(request) ?? hashed(`address ${groupOf(request)}`);
    addresses.set(request, address);
    return address;
  };

  const enforce = async (limits: readonly Limit[], note?: Note): Promise<void> => {
    const refusal = await counters.charge(limits, note);
    const limit = refusal && limits[refusal.index];
    if (!limit) return;
    onRefused();
    const seconds = Math.max(1, Math.ceil(refusal.windowEndsInMs / 1000));
    throw new ProblemError('rate-limited', {
      detail: `${limit.tooMuch} Try again in ${inWords(seconds)}.`,
      retryAfterSeconds: seconds,
      answerAfterMs: deps.refusalDelayMs,
    });
  };
  const minutely = (key: string, max: number, tooMuch: string): Limit => ({
    key,
    max,
    tooMuch: `${tooMuch} within a minute.`,
    windowMs: minuteMs,
  });

  const bytesOfUser = (userId: string) => ({ key: `bytes-of-user:${userId}`, windowMs: hourMs });
  const bytesFrom = (address: string) => ({ key: `bytes-from:${address}`, windowMs: hourMs });
  const userStores = (request: FastifyRequest, amount: number): Limit => ({
    ...bytesOfUser(userOf(request)),
    amount,
    max: deps.userStoredMib * mib,
    tooMuch: `You reached the limit of ${deps.userStoredMib} MiB stored within an hour.`,
  });
  const addressStores = (request: FastifyRequest, amount: number): Limit => ({
    ...bytesFrom(addressOf(request)),
    amount,
    max: deps.addressStoredMib * mib,
    tooMuch: `Your network address reached the limit of ${deps.addressStoredMib} MiB stored within an hour.`,
  });
  const addressReads = (request: FastifyRequest): Limit =>
    minutely(
      `reads-from:${addressOf(request)}`,
      deps.addressReadLimit,
      `Submissions and drafts were read more than ${deps.addressReadLimit} times from your network address`,
    );
  const triesFrom = (request: FastifyRequest): Limit =>
    minutely(
      `codes-from:${addressOf(request)}`,
      deps.codeLimit,
      `More than ${deps.codeLimit} codes or keys were tried from your network address`,
    );
  const add = async (charges: readonly Charge[], amount: number): Promise<void> => {
    if (amount > 0) await counters.charge(charges.map((charge) => ({ ...charge, amount })));
  };

  const submissionsOf = (userId: string): string => `submissions-of-user:${userId}`;
  const noteOfAddress = (userId: string): string => `address-of-user:${userId}`;
  /** For the result, which arrives without an address. */
  const addressNote = (request: FastifyRequest): Note => ({
    key: noteOfAddress(userOf(request)),
    value: addressOf(request),
    forMs: hourMs,
  });

  return {
    async countSubmission(request, bytes) {
      const limits = [
        minutely(
          submissionsOf(userOf(request)),
          deps.userLimit,
          `You handed in more than ${deps.userLimit} times`,
        ),
        userStores(request, bytes),
        minutely(
          `submissions-from:${addressOf(request)}`,
          deps.addressLimit,
          `More than ${deps.addressLimit} programs were handed in from your network address`,
        ),
        addressStores(request, bytes),
      ];
      await enforce(limits, addressNote(request));
    },
    async noteSubmission(request, bytes) {
      const [userId, address] = [userOf(request), addressOf(request)];
      const charges: Charge[] = [
        { key: submissionsOf(userId), windowMs: minuteMs, max: deps.userLimit },
        { ...bytesOfUser(userId), amount: bytes, max: deps.userStoredMib * mib },
        { ...bytesFrom(address), amount: bytes },
      ];
      const refusal = await counters.charge(charges, addressNote(request));
      if (refusal === null) return false;
      const left = charges.slice(refusal.index);
      const unlimited = left.map(({ key, windowMs, amount = 1 }) => ({ key, windowMs, amount }));
      await counters.charge(unlimited, addressNote(request));
      return true;
    },
    async isBeyond(userId) {
      const windowMs = minuteMs;
      const refusal = await counters.charge([
        { key: submissionsOf(userId), windowMs, amount: 0, max: deps.userLimit },
        { ...bytesOfUser(userId), amount: 0, max: deps.userStoredMib * mib },
      ]);
      return refusal !== null;
    },
    countNewUser: (request) =>
      enforce([
        minutely(
          `new-users-from:${addressOf(request)}`,
          deps.newUserLimit,
          `More than ${deps.newUserLimit} new users came from your network address`,
        ),
        {
          key: `new-users-from-a-day:${addressOf(request)}`,
          windowMs: dayMs,
          max: deps.newUserDayLimit,
          tooMuch: `More than ${deps.newUserDayLimit} new users came from your network address within a day.`,
        },
      ]),
    countDraft: (request) =>
      enforce([
        minutely(
          `drafts-of-user:${userOf(request)}`,
          deps.draftLimit,
          `You saved your code more than ${deps.draftLimit} times`,
        ),
        userStores(request, 0),
        minutely(
          `drafts-from:${addressOf(request)}`,
          deps.addressDraftLimit,
          `Code was saved more than ${deps.addressDraftLimit} times from your network address`,
        ),
        addressStores(request, 0),
      ]),
    countHistory: (request) =>
      enforce([
        minutely(
          `histories-of-user:${userOf(request)}`,
          deps.historyLimit,
          `You read your history more than ${deps.historyLimit} times`,
        ),
        addressReads(request),
      ]),
    countNickname: (request) =>
      enforce([
        minutely(
          `nicknames-of-user:${userOf(request)}`,
          maxNicknames,
          `You changed your nickname more than ${maxNicknames} times`,
        ),
      ]),
    countRead: (request) =>
      enforce([
        minutely(
          `reads-of-user:${userOf(request)}`,
          deps.readLimit,
          `You read your submissions and drafts more than ${deps.readLimit} times`,
        ),
        addressReads(request),
      ]),
    countCode: (request) => enforce([triesFrom(request)]),
    countSignInMail: (request, mail) =>
      enforce([
        triesFrom(request),
        {
          key: `sign-in-mails:${hashed(`mail ${mail}`)}`,
          windowMs: hourMs,
          max: maxSignInMails,
          tooMuch: `More than ${maxSignInMails} links were asked for with this address within an hour.`,
        },
      ]),
    addStored: (request, bytes) =>
      add([bytesOfUser(userOf(request)), bytesFrom(addressOf(request))], bytes),
    addResult: (userId, bytes) =>
      add([bytesOfUser(userId), { ...bytesFrom(''), ofNoted: noteOfAddress(userId) }], bytes),
  };
}

/** In whole seconds, minutes or hours, rounded up. */
function inWords(seconds: number): string {
  const [count, unit] =
    seconds < 2 * 60
      ? ([seconds, 'second'] as const)
      : seconds < 2 * 60 * 60
        ? ([Math.ceil(seconds / 60), 'minute'] as const)
        : ([Math.ceil(seconds / 3600), 'hour'] as const);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
