import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  datesThatHold,
  dateStateAt,
  extendedUntil,
  isBeforeDeadline,
  lateDays,
  pointsAfter,
  toDates,
  type DateChange,
  type Dates,
} from './date-rules.ts';

const at = (text: string): Date => new Date(text);
const none: Dates = { opens: null, due: null, closes: null };
const assignment: Dates = {
  opens: at('2026-11-20T08:00:00Z'),
  due: at('2026-12-01T16:00:00Z'),
  closes: at('2026-12-03T16:00:00Z'),
};

describe('the dates that hold', () => {
  it('are those of the assignment without changes', () => {
    const held = datesThatHold(assignment, []);
    expect(toDates(held)).toEqual(assignment);
    expect(held.due?.rule).toBe('assignment');
  });

  it('open by the nearest rule, and end by the latest', () => {
    const group: DateChange = {
      rule: 'group',
      opens: at('2026-11-25T08:00:00Z'),
      due: at('2026-12-05T16:00:00Z'),
      closes: at('2026-12-07T16:00:00Z'),
    };
    const student: DateChange = { ...none, rule: 'student', due: at('2026-12-02T16:00:00Z') };
    const all: DateChange = { ...none, rule: 'all', closes: at('2026-12-10T16:00:00Z') };
    for (const changes of [
      [group, student, all],
      [all, student, group],
    ]) {
      expect(datesThatHold(assignment, changes)).toEqual({
        opens: { at: group.opens, rule: 'group' },
        due: { at: group.due, rule: 'group' },
        closes: { at: all.closes, rule: 'all' },
      });
    }
  });

  it('never close before it is due', () => {
    const change: DateChange = { ...none, rule: 'student', due: at('2026-12-20T16:00:00Z') };
    expect(datesThatHold(assignment, [change]).closes).toEqual({
      at: change.due,
      rule: 'student',
    });
  });

  test('no change takes time from a student', () => {
    const moment = fc.option(
      fc.date({ min: at('2026-01-01'), max: at('2027-12-31'), noInvalidDate: true }),
    );
    const change = fc.record({
      rule: fc.constantFrom('student' as const, 'group' as const, 'all' as const),
      opens: moment,
      due: moment,
      closes: moment,
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 5 }), change, (changes, another) => {
        const before = toDates(datesThatHold(assignment, changes));
        const after = toDates(datesThatHold(assignment, [...changes, another]));
        expect(Number(after.due)).toBeGreaterThanOrEqual(Number(before.due));
        expect(Number(after.closes)).toBeGreaterThanOrEqual(Number(before.closes));
        expect(Number(after.closes)).toBeGreaterThanOrEqual(Number(after.due));
      }),
    );
  });
});

it('an extension moves the end of late ones by the clock of the course', () => {
  // The clock goes back between the two.
  const dates = {
    ...none,
    due: at('2026-10-23T15:00:00Z'),
    closes: at('2026-10-24T15:00:00Z'),
  };
  expect(extendedUntil(dates, at('2026-10-26T16:00:00Z'), 'Europe/Helsinki')).toEqual({
    due: at('2026-10-26T16:00:00Z'),
    closes: at('2026-10-27T16:00:00Z'),
  });
  expect(
    extendedUntil({ ...dates, closes: null }, at('2026-10-26T16:00:00Z'), 'UTC').closes,
  ).toBeNull();
});

describe('the state', () => {
  it.each([
    [assignment.opens, -1, 'not-open'],
    [assignment.opens, 0, 'open'],
    [assignment.due, 0, 'open'],
    [assignment.due, 1, 'late'],
    [assignment.closes, 0, 'late'],
    [assignment.closes, 1, 'closed'],
  ])('at %s and %i ms is %s', (date, ms, state) => {
    expect(dateStateAt(assignment, new Date(Number(date) + ms))).toBe(state);
  });

  it('is always open without dates', () => {
    expect(dateStateAt(none, at('2026-12-01T16:00:00Z'))).toBe('open');
  });

  it('is before a deadline from an hour before it until it has passed', () => {
    const due = Number(assignment.due);
    const closes = Number(assignment.closes);
    const ofMoment = (ms: number): boolean => isBeforeDeadline(assignment, new Date(ms));
    expect([due - 3_600_001, due - 3_600_000, due, due + 1].map(ofMoment)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([closes - 3_600_000, closes, closes + 1].map(ofMoment)).toEqual([true, true, false]);
  });
});

describe('late days', () => {
  const zone = 'Europe/Helsinki';

  it('begin 1 ms after it is due, and end by the clock of the course', () => {
    const due = at('2026-12-01T16:00:00Z');
    expect(lateDays(due, due, zone)).toBe(0);
    expect(lateDays(due, new Date(Number(due) + 1), zone)).toBe(1);
    expect(lateDays(due, at('2026-12-02T16:00:00.000Z'), zone)).toBe(1);
    expect(lateDays(due, at('2026-12-02T16:00:00.001Z'), zone)).toBe(2);
    expect(lateDays(null, at('2026-12-02T16:00:00Z'), zone)).toBe(0);
  });

  it('have 23 and 25 hours when clocks change', () => {
    // Due Saturday at 18:00; the clock goes forward, or back, in the night.
    expect(lateDays(at('2026-03-28T16:00:00Z'), at('2026-03-29T15:00:00.000Z'), zone)).toBe(1);
    expect(lateDays(at('2026-03-28T16:00:00Z'), at('2026-03-29T15:00:00.001Z'), zone)).toBe(2);
    expect(lateDays(at('2026-10-24T15:00:00Z'), at('2026-10-25T16:00:00.000Z'), zone)).toBe(1);
    expect(lateDays(at('2026-10-24T15:00:00Z'), at('2026-10-25T16:00:00.001Z'), zone)).toBe(2);
  });

  it('count the leap day', () => {
    expect(lateDays(at('2028-02-28T16:00:00Z'), at('2028-03-01T16:00:00Z'), zone)).toBe(2);
    expect(lateDays(at('2027-02-28T16:00:00Z'), at('2027-03-01T16:00:00Z'), zone)).toBe(1);
  });

  it('take points, down to 0', () => {
    expect(pointsAfter(100, 3, 10)).toBe(70);
    expect(pointsAfter(20, 3, 10)).toBe(0);
    expect(pointsAfter(40.3, 1, 0.1)).toBe(40.2);
  });

  test('never fall as time passes, and rise by about one a day', () => {
    const zones = ['Europe/Helsinki', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
    const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        moment,
        fc.integer({ min: 1, max: 40 * 86_400_000 }),
        fc.integer({ min: 0, max: 86_400_000 }),
        (timeZone, due, ms, more) => {
          const days = lateDays(new Date(due), new Date(due + ms), timeZone);
          expect(Math.abs(days - Math.ceil(ms / 86_400_000))).toBeLessThanOrEqual(1);
          const later = lateDays(new Date(due), new Date(due + ms + more), timeZone);
          expect(later).toBeGreaterThanOrEqual(days);
        },
      ),
    );
  });
});
