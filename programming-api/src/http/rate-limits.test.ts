import { createInProcessCounters, type Charge, type Counters } from '@touchstone/messaging';
import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createConfig, type ApiConfig } from '../config.ts';
import { createRateLimits, rowBytes, type RateLimits } from './rate-limits.ts';
import { ProblemError } from './problems.ts';

const kib = 1024;
const mib = 1024 * kib;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const requestOf = (userId: string, ip = '192.0.2.1'): FastifyRequest =>
  ({ userId, ip }) as FastifyRequest;

/** The default limits, changed by `settings`, on a clock that moves only when it is set. */
function start(settings: Partial<ApiConfig> = {}) {
  const clock = { nowMs: 0 };
  const now = (): number => clock.nowMs;
  const shared = createInProcessCounters({ now });
  const charged: Charge[] = [];
  const refused = { count: 0 };
  const counters: Counters = {
    ...shared,
    charge(charges, note) {
      charged.push(...charges);
      return shared.charge(charges, note);
    },
  };
  const limits = createRateLimits({
    ...{ ...createConfig(settings), counters, now },
    addressSecret: 'of the test',
    onRefused: () => (refused.count += 1),
  });
  return { limits, clock, charged, refused };
}

const refusal = async (call: Promise<void>): Promise<ProblemError['members'] | null> => {
  const error = await call.then(
    () => null,
    (error_: unknown) => error_,
  );
  if (error === null) return null;
  if (!(error instanceof ProblemError)) throw error as Error;
  expect(error.type).toBe('rate-limited');
  return error.members;
};
/** The number of calls that are allowed, of `count`. */
async function passed(count: number, call: () => Promise<void>): Promise<number> {
  let through = 0;
  for (let n = 0; n < count; n++) if ((await refusal(call())) === null) through += 1;
  return through;
}

describe('the default limits', () => {
  const students = Array.from({ length: 2_000 }, (_, n) => `student-${n}`);
  const codeBytes = 2 * kib;
  const resultBytes = 20 * kib;

  /** What a student's page requests until the third result is there. */
  function beginning(limits: RateLimits, userId: string): (() => Promise<void>)[] {
    const request = requestOf(userId);
    const read = () => limits.countRead(request);
    const history = () => limits.countHistory(request);
    const draft = async () => {
      await limits.countDraft(request);
      await limits.addStored(request, codeBytes / 20);
    };
    const handIn = async () => {
      await limits.countSubmission(request, rowBytes + codeBytes);
      await limits.addResult(userId, resultBytes);
    };
    // The user's events, the draft, the newest submission; and each one's own events.
    const loading = [() => limits.countNewUser(request), read, read, history, read];
    const drafts = Array.from({ length: 20 }, () => draft);
    const trying = [handIn, read, handIn, read, handIn, read];
    return [...loading, ...drafts, ...trying, history, read];
  }

  it('let 2,000 students behind one address start a lecture within five minutes', async () => {
    const { limits, clock, refused } = start();
    for (const [n, userId] of students.entries()) {
      clock.nowMs = (n / students.length) * 5 * minuteMs;
      for (const call of beginning(limits, userId)) await call();
    }
    expect(refused.count).toBe(0);
  });

  it('let them start even if all come at once and retry after the time that they are sent', async () => {
    const { limits, clock } = start();
    const waiting = students.map((userId) => beginning(limits, userId));
    while (waiting.some((calls) => calls.length > 0)) {
      let againInMs = Infinity;
      for (const calls of waiting) {
        while (calls.length > 0) {
          const members = await refusal(calls[0]?.() ?? Promise.resolve());
          if (members !== null) {
            againInMs = Math.min(againInMs, (members.retryAfterSeconds ?? 0) * 1_000);
            break;
          }
          calls.shift();
        }
      }
      if (againInMs < Infinity) clock.nowMs += againInMs;
    }
    expect(clock.nowMs).toBeLessThan(5 * minuteMs);
  });

  it('bound what one user stores, by count and by bytes', async () => {
    const { limits, clock } = start();
    const request = requestOf('one');
    const handIn = () => limits.countSubmission(request, 64 * kib + rowBytes);
    expect(await passed(1_000, handIn)).toBe(60);
    let stored = 60 * (64 * kib + rowBytes);
    for (clock.nowMs = minuteMs; clock.nowMs < hourMs; clock.nowMs += minuteMs) {
      stored += (await passed(70, handIn)) * (64 * kib + rowBytes);
    }
    expect(stored).toBeGreaterThan(24 * mib);
    expect(stored).toBeLessThanOrEqual(25 * mib);
    clock.nowMs = hourMs;
    expect(await refusal(handIn())).toBeNull();
  });

  it('bound the new users of an address for a minute and for a day', async () => {
    const { limits, clock } = start();
    const come = () => limits.countNewUser(requestOf(''));
    let users = 0;
    for (let minute = 0; minute < 24 * 60; minute += 120) {
      clock.nowMs = minute * minuteMs;
      const came = await passed(2_001, come);
      expect(came).toBeLessThanOrEqual(2_000);
      users += came;
    }
    expect(users).toBe(10_000);
    clock.nowMs = 24 * hourMs;
    expect(await refusal(come())).toBeNull();
  });
});

describe('each limit', () => {
  const calls: Record<
    string,
    [Partial<ApiConfig>, (limits: RateLimits, request: FastifyRequest) => Promise<void>]
  > = {
    'handing in, by user': [{ userLimit: 2 }, (limits, one) => limits.countSubmission(one, 1)],
    'handing in, by address': [
      { addressLimit: 2 },
      (limits, one) => limits.countSubmission(one, 1),
    ],
    'new users': [{ newUserLimit: 2 }, (limits, one) => limits.countNewUser(one)],
    'new users a day': [{ newUserDayLimit: 2 }, (limits, one) => limits.countNewUser(one)],
    'drafts, by user': [{ draftLimit: 2 }, (limits, one) => limits.countDraft(one)],
    'drafts, by address': [{ addressDraftLimit: 2 }, (limits, one) => limits.countDraft(one)],
    'the history': [{ historyLimit: 2 }, (limits, one) => limits.countHistory(one)],
    'reads, by user': [{ readLimit: 2 }, (limits, one) => limits.countRead(one)],
    'reads, by address': [{ addressReadLimit: 2 }, (limits, one) => limits.countRead(one)],
    'history, by address': [{ addressReadLimit: 2 }, (limits, one) => limits.countHistory(one)],
    codes: [{ codeLimit: 2 }, (limits, one) => limits.countCode(one)],
    'bytes of a user': [
      { userStoredMib: 1 },
      (limits, one) => limits.countSubmission(one, mib / 2),
    ],
    'bytes from an address': [
      { addressStoredMib: 1 },
      (limits, one) => limits.countSubmission(one, mib / 2),
    ],
  };
  it.each(Object.entries(calls))(
    '%s: reports which limit was exceeded, and when to retry',
    async (_what, [settings, call]) => {
      const { limits, clock, refused } = start(settings);
      const request = requestOf('one');
      expect(await passed(2, () => call(limits, request))).toBe(2);
      const members = await refusal(call(limits, request));
      expect(members?.detail).toMatch(
        /^[A-Z].*\b(?:2|1 MiB)\b.*\. Try again in \d+ (?:second|minute|hour)s\.$/,
      );
      expect(members?.retryAfterSeconds).toBeGreaterThan(0);
      expect(refused.count).toBe(1);
      clock.nowMs = (members?.retryAfterSeconds ?? 0) * 1_000;
      expect(await refusal(call(limits, request))).toBeNull();
    },
  );

  it('of an address is not used up by a user beyond the user limit', async () => {
    const { limits } = start({ userLimit: 1, addressLimit: 3 });
    await passed(10, () => limits.countSubmission(requestOf('flood'), 1));
    for (const user of ['one', 'two']) await limits.countSubmission(requestOf(user), 1);
    expect(await refusal(limits.countSubmission(requestOf('three'), 1))).not.toBeNull();
  });

  it('of an IPv6 address applies to its /64', async () => {
    const { limits } = start({ newUserLimit: 1 });
    const from = (ip: string) => refusal(limits.countNewUser(requestOf('', ip)));
    expect(await from('2001:db8:0:1::1')).toBeNull();
    expect(await from('2001:db8:0:1:ffff::2')).not.toBeNull();
    expect(await from('2001:db8:0:2::1')).toBeNull();
    expect(await from('::ffff:192.0.2.9')).toBeNull();
    expect(await from('192.0.2.9')).not.toBeNull();
  });
});

describe('sizes that are known only afterwards', () => {
  it('of results count for the user and for the address that the submission came from', async () => {
    const { limits } = start({ userStoredMib: 1, addressStoredMib: 2 });
    await limits.countSubmission(requestOf('one'), 1);
    await limits.addResult('one', 2 * mib);
    expect((await refusal(limits.countDraft(requestOf('one'))))?.detail).toContain('1 MiB');
    expect((await refusal(limits.countDraft(requestOf('two'))))?.detail).toContain('2 MiB');
    expect(await refusal(limits.countDraft(requestOf('two', '192.0.2.2')))).toBeNull();
    await expect(limits.addResult('never seen', 1)).resolves.toBeUndefined();
  });

  it('of drafts count by how much they grew', async () => {
    const { limits } = start({ userStoredMib: 1 });
    const request = requestOf('one');
    await limits.addStored(request, mib);
    expect(await refusal(limits.countSubmission(request, 0))).toBeNull();
    await limits.addStored(request, 1);
    expect(await refusal(limits.countSubmission(request, 0))).not.toBeNull();
  });
});

it('near a deadline a submission is counted like any other, and told whether it is beyond a limit', async () => {
  const { limits } = start({ userLimit: 2, userStoredMib: 1, addressStoredMib: 1 });
  const [one, other] = [requestOf('one'), requestOf('other')];
  const note = (request: FastifyRequest, bytes: number) => limits.noteSubmission(request, bytes);
  expect([await note(one, 1), await note(one, 1), await note(one, 1)]).toEqual([
    false,
    false,
    true,
  ]);
  expect([await limits.isBeyond('one'), await limits.isBeyond('other')]).toEqual([true, false]);
  expect(await note(other, mib + 1)).toBe(true);
  expect(await limits.isBeyond('other')).toBe(true);
  // Both count for their address, which refuses a third user.
  expect(await refusal(limits.countSubmission(requestOf('third'), 0))).not.toBeNull();
});

it('stores no address, but a hash that is the same in all processes', async () => {
  const [one, two] = [start(), start()];
  for (const { limits } of [one, two]) await limits.countNewUser(requestOf('', '192.0.2.77'));
  expect(JSON.stringify(one.charged)).not.toContain('192.0.2');
  expect(two.charged).toEqual(one.charged);
});

it('uses its own counts while the shared ones are unavailable', async () => {
  const clock = { nowMs: 0 };
  const now = (): number => clock.nowMs;
  let away = false;
  const shared = createInProcessCounters({ now });
  const fail = () => Promise.reject(new Error('away'));
  const limits = createRateLimits({
    ...{ ...createConfig({ userLimit: 3, userStoredMib: 1 }), now, addressSecret: '' },
    counters: {
      charge: (...args) => (away ? fail() : shared.charge(...args)),
    },
    onRefused: () => undefined,
  });
  const handIn = () => refusal(limits.countSubmission(requestOf('one'), 1));
  expect([await handIn(), await handIn()]).toEqual([null, null]);
  away = true;
  expect(await handIn()).toBeNull();
  expect(await handIn()).not.toBeNull();
  await limits.addResult('one', 2 * mib);
  clock.nowMs = 2 * minuteMs;
  expect((await handIn())?.detail).toContain('1 MiB');
});
