/*
 * Moments and the clocks of time zones. A local time is the number of milliseconds that its date and time
 * would have in UTC. When clocks change, a local time may not exist or exist twice: then it has two
 * readings, and the later one counts, so that nobody loses time. PostgreSQL decides in the same way.
 */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}

/** The local time at a moment. `timeZone` is an IANA name. */
export function localTimeOf(moment: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const seconds = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return seconds + (((moment % 1000) + 1000) % 1000);
}

const dayMs = 86_400_000;

/** The moments that a local time may mean: one, or two in order if it does not exist or exists twice. */
export function readingsOf(localTime: number, timeZone: string): readonly number[] {
  const offsetNear = (moment: number): number => localTimeOf(moment, timeZone) - moment;
  const readings = [offsetNear(localTime - dayMs), offsetNear(localTime + dayMs)]
    .map((offset) => localTime - offset)
    .sort((one, other) => one - other);
  const real = readings.filter((reading) => localTimeOf(reading, timeZone) === localTime);
  return [...new Set(real.length === 0 ? readings : real)];
}

/** The moment of a local time. */
export const momentOf = (localTime: number, timeZone: string): number =>
  Math.max(...readingsOf(localTime, timeZone));

/** The moment at which the zone's clock shows the same time that many days later. */
export const daysLater = (moment: number, days: number, timeZone: string): number =>
  days === 0 ? moment : momentOf(localTimeOf(moment, timeZone) + days * dayMs, timeZone);

/** How far `to` is from `from` by the zone's clock, in milliseconds. */
export const localDistance = (from: number, to: number, timeZone: string): number =>
  localTimeOf(to, timeZone) - localTimeOf(from, timeZone);

/** `2026-12-01 18:00`, with seconds where they are not 0. */
export function writeLocal(moment: number, timeZone: string): string {
  const text = new Date(localTimeOf(moment, timeZone)).toISOString();
  const seconds = text.slice(16, 19);
  return `${text.slice(0, 10)} ${text.slice(11, 16)}${seconds === ':00' ? '' : seconds}`;
}
