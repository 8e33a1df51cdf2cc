import { readingsOf, writeLocal } from '@touchstone/contracts/dates';

/** Which of the three dates; a bare day begins with `opens`, and ends with the others. */
export type DateKey = 'opens' | 'due' | 'closes';

export type ReadMoment =
  | {
      readonly kind: 'moment';
      readonly at: Date;
      /** It is a time of the course's clock, without an offset. */
      readonly isLocal: boolean;
      /** The clock never shows that time, or shows it twice. */
      readonly warning: string | null;
    }
  | { readonly kind: 'fault'; readonly message: string };

const pattern = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads a date as teachers write it: a day, or a time, by the zone's clock unless it has an offset. */
export function readMoment(text: string, key: DateKey, timeZone: string): ReadMoment {
  const [, day, time, seconds = '00', offset] = pattern.exec(text.trim()) ?? [];
  if (day === undefined) {
    return fault(
      `is "${text}", but must be a day such as 2026-12-01, or a time such as 2026-12-01 18:00`,
    );
  }
  // The last millisecond of a day, so that its last second counts.
  const bare = key === 'opens' ? '00:00:00.000' : '23:59:59.999';
  const localTime = Date.parse(`${day}T${time === undefined ? bare : `${time}:${seconds}.000`}Z`);
  // A Date takes 31 February for 3 March.
  if (Number.isNaN(localTime) || !new Date(localTime).toISOString().startsWith(day)) {
    return fault(`is "${text}", but there is no such day or time; correct it`);
  }
  if (offset !== undefined) {
    const at = new Date(localTime - offsetMs(offset));
    return { kind: 'moment', at, isLocal: false, warning: null };
  }
  const readings = readingsOf(localTime, timeZone);
  const at = new Date(Math.max(...readings));
  const warning = readings.length === 1 ? null : doubtful(text, readings, localTime, timeZone);
  return { kind: 'moment', at, isLocal: true, warning };
}

function doubtful(
  text: string,
  readings: readonly number[],
  localTime: number,
  timeZone: string,
): string {
  const [first = 0, second = 0] = readings;
  const exists = writeLocal(second, timeZone) === writeLocal(localTime, 'UTC');
  const how = exists ? 'comes twice' : 'is skipped';
  const written = [first, second].map((reading) => writeWithOffset(reading, timeZone));
  return `is "${text}", a time that ${how} when the clocks of ${timeZone} change; the later reading counts, ${written[1]}, not ${written[0]}; write the one you mean with its offset`;
}

/** `2026-10-25 03:30 +02:00` */
function writeWithOffset(moment: number, timeZone: string): string {
  const local = writeLocal(moment, timeZone);
  const minutes = Math.round((Date.parse(`${local.replace(' ', 'T')}Z`) - moment) / 60_000);
  const digits = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${local} ${minutes < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}:${digits(size % 60)}`;
}

const fault = (message: string): ReadMoment => ({ kind: 'fault', message });

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -size : size;
}
