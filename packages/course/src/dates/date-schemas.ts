import { releaseModes } from '@touchstone/contracts';
import { z } from 'zod';
import { suggestNear } from '../did-you-mean.ts';

/*
 * The keys of course.yaml and assignment.yaml about dates. What a date means depends on the course's
 * time zone; read-dates.ts finds it out.
 */

const form =
  'must be a day such as 2026-12-01, or a time such as 2026-12-01 18:00; write it like this';

const written = z.union([z.string(), z.number()], { error: form }).transform(String);

/** In assignment.yaml `none` takes away the date that the part has. */
export const datesSchema = z.strictObject({
  opens: written.optional(),
  due: written.optional(),
  closes: written.optional(),
});

export const lateSchema = z.union(
  [
    z.literal('none'),
    z.strictObject({
      pointsPerDay: z.number().positive().max(1_000_000),
    }),
  ],
  { error: 'must be "none", or "pointsPerDay: 10" in a line of its own below it' },
);

/** When students see the verdicts. */
export const releaseSchema = z.enum(releaseModes);

export const timeZoneSchema = z.string().superRefine((name, context) => {
  const message = timeZoneFault(name);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

function timeZoneFault(name: string): string | null {
  // An offset such as +02:00 has no summer time, and PostgreSQL reads it the other way round.
  if (/^[A-Za-z][\w+/-]*$/.test(name) && isKnown(name)) return null;
  const zones = Intl.supportedValuesOf('timeZone');
  const near = suggestNear(name, zones) || sameCity(name, zones);
  return `is "${name}", which is no time zone; write a name such as Europe/Helsinki${near}`;
}

function isKnown(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Helsinki is meant as Europe/Helsinki. */
function sameCity(name: string, zones: readonly string[]): string {
  const city = name.toLowerCase().replaceAll(' ', '_').split('/').at(-1) ?? '';
  const zone = zones.find((known) => known.toLowerCase().split('/').at(-1) === city);
  return zone === undefined ? '' : `; did you mean "${zone}"?`;
}
