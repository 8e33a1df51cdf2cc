import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { daysLater, localTimeOf, momentOf, readingsOf, writeLocal } from './zone-time.ts';

const utc = (text: string): number => Date.parse(text);
const zone = 'Europe/Helsinki';

it('a local time has one reading, or two when clocks change', () => {
  const readings = (local: string): string[] =>
    readingsOf(utc(`${local}Z`), zone).map((reading) => new Date(reading).toISOString());
  expect(readings('2026-12-01T18:00:00')).toEqual(['2026-12-01T16:00:00.000Z']);
  expect(readings('2026-03-29T03:30:00')).toEqual([
    '2026-03-29T00:30:00.000Z',
    '2026-03-29T01:30:00.000Z',
  ]);
  expect(readings('2026-10-25T03:30:00')).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
  ]);
});

it('a day later has the same time on the clock', () => {
  expect(writeLocal(daysLater(utc('2026-03-28T16:00:00Z'), 1, zone), zone)).toBe(
    '2026-03-29 18:00',
  );
  expect(writeLocal(utc('2026-12-01T21:59:59.999Z'), zone)).toBe('2026-12-01 23:59:59');
});

test('the reading of the local time of a moment is the moment, or an hour from it when a time comes twice', () => {
  const moment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) });
  const zones = [
    'Europe/Helsinki',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'UTC',
    'Asia/Kathmandu',
  ];
  fc.assert(
    fc.property(moment, fc.constantFrom(...zones), (at, timeZone) => {
      const again = momentOf(localTimeOf(at, timeZone), timeZone);
      expect([0, 1_800_000, 3_600_000]).toContain(again - at);
    }),
    { numRuns: 500 },
  );
});
