import type { StudentDates } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import { graded } from '../../testing/submissions.ts';
import type { HandInPhase } from '../hand-in/hand-in.ts';
import { momentText } from './moment-text.ts';
import { createPageDates } from './page-dates.ts';

const due = '2026-12-04T16:00:00.000Z';
const closes = '2026-12-07T16:00:00.000Z';
const dates = (part: Partial<StudentDates> = {}): StudentDates => ({
  opens: null,
  due,
  closes: null,
  pointsPerDay: null,
  timeZone: 'Europe/Helsinki',
  ...part,
});
const at = (now: string) => createPageDates(Date.parse(now));
const before = at('2026-12-01T12:00:00Z');
const late = at('2026-12-05T17:00:00Z');
const after = at('2026-12-08T12:00:00Z');

/** By whose clock it is written depends on where the tests run. */
const nowMs = Date.parse(due);
const write = (iso: string) => momentText(iso, 'Europe/Helsinki', { nowMs, brief: true });
const whole = (iso: string) => momentText(iso, 'Europe/Helsinki', { nowMs, brief: false });

describe('a moment', () => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const inNewYear = Date.parse('2027-01-04T12:00:00Z');

  it('has one time where both clocks show the same, with the year when it is another', () => {
    expect(momentText(due, zone, { nowMs, brief: false })).not.toMatch(/your time|2026/);
    expect(momentText(due, zone, { nowMs: inNewYear, brief: false })).toContain('2026');
  });

  it('has both times where they differ, with the day when that differs, too', () => {
    // Chatham is 13:45 ahead; Marquesas is 9:30 behind: no zone shows the same as both.
    expect(momentText(due, 'Pacific/Chatham', { nowMs, brief: false })).toMatch(
      /your time \(.*Dec.* in Chatham\)$/,
    );
    const sameDay = momentText('2026-12-04T12:00:00.000Z', 'Asia/Kathmandu', {
      nowMs,
      brief: false,
    });
    expect(momentText(due, 'Asia/Kathmandu', { nowMs, brief: true })).toMatch(/^[^(]* your time$/);
    expect(sameDay).toMatch(/your time \([^D]*:45[^D]* in Kathmandu\)$/);
  });
});

describe('the lines above the handout', () => {
  it.each<[string, typeof before, Partial<StudentDates>, string[]]>([
    ['nothing without dates', before, { due: null }, []],
    ['when it is due', before, {}, [`Due ${whole(due)}`, 'Accepted late, which costs nothing.']],
    [
      'what a late one costs, and until when it is accepted',
      before,
      { closes, pointsPerDay: 10 },
      [
        `Due ${whole(due)}`,
        `Each day late costs 10 points; part of a day counts as a whole day. Accepted until ${write(closes)}.`,
      ],
    ],
    [
      'that nothing is accepted later',
      before,
      { closes: due },
      [`Due ${whole(due)}`, 'Nothing is accepted later.'],
    ],
    ['when it closes', before, { due: null, closes }, [`Closes ${whole(closes)}`]],
    [
      'what handing in costs now',
      late,
      { pointsPerDay: 10 },
      [
        `Was due ${whole(due)}`,
        'Handing in now costs 20 points: 10 for each day late; part of a day counts as a whole day.',
      ],
    ],
    [
      'that it costs no more than there is',
      late,
      { pointsPerDay: 40, closes },
      [
        `Was due ${whole(due)}`,
        `Handing in now costs 50 points: 40 for each day late; part of a day counts as a whole day. Accepted until ${write(closes)}.`,
      ],
    ],
    ['that it is closed', after, { closes, pointsPerDay: 10 }, [`Closed on ${whole(closes)}`]],
  ])('say %s', (_what, words, part, lines) => {
    expect(words.lines(dates(part), 50)).toEqual(lines);
  });
});

describe('the bar', () => {
  const bar = (words: typeof before, phase: HandInPhase, part: Partial<StudentDates> = {}) =>
    words.bar(dates(part), { phase, shown: graded(), fresh: false, notice: null });
  const common = { receivedAt: '2026-12-04T15:58:12.000Z', connected: true, other: false } as const;
  const grading = { kind: 'grading', ...common } as const;
  const queued = { kind: 'queued', position: 812, seconds: null, ...common } as const;
  const offline = { kind: 'waiting', reason: 'offline', retryAtMs: 0 } as const;
  const lastHour = at('2026-12-04T15:30:00Z');

  it('offers another one within the last hour only, and not behind one of another assignment', () => {
    expect(bar(lastHour, grading)).toMatchObject({
      again: true,
      status: expect.stringMatching(/^Handed in at .*:58:12.*, in time\. Grading…$/) as unknown,
      note: 'You can hand in again: of those that wait, the newest is graded.',
    });
    expect(bar(before, grading)).toMatchObject({ again: false, note: '' });
    expect(bar(late, grading)).toMatchObject({ again: false, note: '' });
    expect(bar(lastHour, { ...grading, other: true })).toMatchObject({ again: false, note: '' });
  });

  it.each<[string, Partial<typeof queued> | object]>([
    ['Your program is safe. Your result comes in about 4 minutes.', { seconds: 250 }],
    ['Your program is safe. Your result comes in about 1 minute.', { seconds: 70 }],
    ['Your program is safe. Your result comes in less than a minute.', { seconds: 40 }],
    ['Your result comes in a few seconds.', { seconds: 3 }],
    ['Your program is safe. 812 programs are graded before it.', {}],
    ['Your program is safe and is graded next.', { position: 0 }],
    ['Your program is safe and waits to be graded.', { position: null }],
    // An older server does not tell the time.
    ['Your program is safe. 812 programs are graded before it.', { seconds: undefined }],
  ])('says beside the moment of receipt: %s', (sentence, part) => {
    const { status } = bar(lastHour, { ...queued, ...part });
    expect(status).toMatch(/^Handed in at .*:58:12.*, in time\. /);
    expect(status.slice(-sentence.length)).toBe(sentence);
  });

  it('says of what came late that it is late, also while the connection is lost', () => {
    const receivedAt = '2026-12-04T16:00:00.001Z';
    expect(bar(late, { ...queued, receivedAt, connected: false }).status).toMatch(
      /^Handed in at .*, late\. Connection lost\..* Your submission is safe\.$/,
    );
  });

  it('says before a press that it is closed', () => {
    expect(bar(after, { kind: 'ready' }, { closes })).toMatchObject({
      closed: true,
      status: `Closed on ${write(closes)}. If you were given more time, reload this page.`,
    });
    expect(bar(after, { kind: 'ready' })).toMatchObject({ closed: false, status: '' });
  });

  it('says when it closed where the server knows better', () => {
    const refusal = { kind: 'assignment-closed', closedAt: closes } as const;
    expect(bar(before, { kind: 'refused', refusal }).status).toBe(
      `This was not accepted: the assignment closed on ${write(closes)}. Your code is still here.`,
    );
  });

  it.each<[string, typeof before, Partial<StudentDates>, string]>([
    ['due', before, {}, `It counts when it reaches the server; due ${write(due)}.`],
    ['closing', late, { closes }, `It counts when it reaches the server; closes ${write(closes)}.`],
    ['late', late, {}, `It counts when it reaches the server; it was due ${write(due)}.`],
    [
      'closed',
      after,
      { closes },
      `closed on ${write(closes)}, so it may not be accepted any more.`,
    ],
  ])('says of what is not sent that it does not count yet: %s', (_what, words, part, sentence) => {
    const { status } = bar(words, offline, part);
    expect(status).toMatch(/^Not handed in. You are offline./);
    expect(status).toContain(sentence);
  });
});
