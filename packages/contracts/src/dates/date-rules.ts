import { daysLater, localDistance, localTimeOf, momentOf } from './zone-time.ts';

/*
 * Which dates hold for a student, and what they mean for a moment. docs/decisions/0016 has the reasons.
 *
 *   opens          the nearest rule that names one decides: the student's, else the group's, else that
 *                  for all, else the assignment's
 *   due, closes    the latest of all rules that apply, so that no rule takes time from a student
 */

/** When an assignment opens, is due and closes; null: never. */
export interface Dates {
  readonly opens: Date | null;
  readonly due: Date | null;
  readonly closes: Date | null;
}

/** Whose dates decide, from the nearest to the student. */
export const dateRules = ['student', 'group', 'all', 'assignment'] as const;
export type DateRule = (typeof dateRules)[number];

/** Other dates for one student, a group or all; null where they change nothing. */
export interface DateChange extends Dates {
  readonly rule: Exclude<DateRule, 'assignment'>;
}

/** A date, and the rule that decides it. */
export interface HeldDate {
  readonly at: Date;
  readonly rule: DateRule;
}

export interface HeldDates {
  readonly opens: HeldDate | null;
  readonly due: HeldDate | null;
  readonly closes: HeldDate | null;
}

/** The dates that hold for a student; `changes` are those that apply to the student, in any order. */
export function datesThatHold(assignment: Dates, changes: readonly DateChange[]): HeldDates {
  const all = [...changes, { ...assignment, rule: 'assignment' as const }].sort(
    (one, other) => dateRules.indexOf(one.rule) - dateRules.indexOf(other.rule),
  );
  const named = (key: keyof Dates): HeldDate[] =>
    all.flatMap(({ rule, [key]: at }) => (at === null ? [] : [{ at, rule }]));
  const latest = (key: 'due' | 'closes'): HeldDate | null =>
    assignment[key] === null ? null : named(key).reduce(later);
  const due = latest('due');
  const closes = latest('closes');
  return {
    opens: named('opens')[0] ?? null,
    due,
    closes: due !== null && closes !== null && closes.at < due.at ? due : closes,
  };
}

const later = (one: HeldDate, other: HeldDate): HeldDate => (other.at > one.at ? other : one);

export const toDates = ({ opens, due, closes }: HeldDates): Dates => ({
  opens: opens?.at ?? null,
  due: due?.at ?? null,
  closes: closes?.at ?? null,
});

/**
 * The change that makes an assignment due at another moment: it closes as much later by the zone's clock as it
 * is due later.
 */
export function extendedUntil(
  { due, closes }: Dates,
  until: Date,
  timeZone: string,
): Pick<Dates, 'due' | 'closes'> {
  if (due === null || closes === null) return { due: until, closes: null };
  const later = localDistance(due.getTime(), until.getTime(), timeZone);
  const moved = momentOf(localTimeOf(closes.getTime(), timeZone) + later, timeZone);
  return { due: until, closes: new Date(Math.max(moved, until.getTime())) };
}

/**
 * What an assignment is for a student at a moment. `due` and `closes` themselves are in time. `late`: it is
 * accepted, after `due`.
 */
export type DateState = 'not-open' | 'open' | 'late' | 'closed';

export function dateStateAt({ opens, due, closes }: Dates, moment: Date): DateState {
  if (opens !== null && moment < opens) return 'not-open';
  if (closes !== null && moment > closes) return 'closed';
  return due !== null && moment > due ? 'late' : 'open';
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Whether `due` or `closes` is at most an hour away and has not passed. */
export const isBeforeDeadline = ({ due, closes }: Dates, moment: Date): boolean =>
  [due, closes].some((deadline) => {
    const leftMs = deadline === null ? -1 : deadline.getTime() - moment.getTime();
    return leftMs >= 0 && leftMs <= hourMs;
  });

/** Days after `due`, where part of a day counts as a whole day; a day ends when the clock of the course shows the time of `due` again. */
export function lateDays(due: Date | null, received: Date, timeZone: string): number {
  if (due === null || received <= due) return 0;
  const [dueMs, receivedMs] = [due.getTime(), received.getTime()];
  const distance = localTimeOf(receivedMs, timeZone) - localTimeOf(dueMs, timeZone);
  let days = Math.max(1, Math.floor(distance / dayMs));
  while (daysLater(dueMs, days, timeZone) < receivedMs) days += 1;
  return days;
}

/** Points that count of an attempt that is late by that many days; exact to six digits. */
export const pointsAfter = (points: number, days: number, pointsPerDay: number): number =>
  Math.max(0, Math.round((points - days * pointsPerDay) * 1e6) / 1e6);
