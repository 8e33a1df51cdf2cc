/*
 * What the page says about dates. It is loaded when an assignment has dates; without them the page is as if there
 * were none.
 */
import type { StudentDates } from '@touchstone/contracts';
import {
  dateStateAt,
  isBeforeDeadline,
  lateDays,
  type Dates,
  type DateState,
} from '@touchstone/contracts/dates';
import { workbenchMessages } from '../../workbench-messages.ts';
import type { HandInState, QueuePlace } from '../hand-in/hand-in.ts';
import { statusText } from '../hand-in/status-text.ts';
import { momentText } from './moment-text.ts';

/** What the bar with the button to hand in shows of dates. */
export interface DatedBar {
  /** Nothing is accepted any more. */
  readonly closed: boolean;
  /** Another one can be handed in while one is ungraded. */
  readonly again: boolean;
  /** The text of the live region. */
  readonly status: string;
  /** What stands beside it; '' for nothing. */
  readonly note: string;
}

export type PageDates = ReturnType<typeof createPageDates>;

const text = workbenchMessages.dates;

/** What is true at a moment. */
export function createPageDates(nowMs: number) {
  const stateOf = (dates: StudentDates): DateState => dateStateAt(toDates(dates), new Date(nowMs));
  const write = (iso: string, { timeZone }: StudentDates, brief = true): string =>
    momentText(iso, timeZone, { nowMs, brief });

  /** What holds now. */
  function main(dates: StudentDates, brief: boolean): string {
    const { due, closes } = dates;
    const state = stateOf(dates);
    if (closes !== null && (state === 'closed' || due === null))
      return (state === 'closed' ? text.closed : text.closes)(write(closes, dates, brief));
    if (due === null) return '';
    return (state === 'late' ? text.wasDue : text.due)(write(due, dates, brief));
  }

  /** What a late submission costs, and until when it is accepted; '' where there is nothing to say. */
  function late(dates: StudentDates, points: number): string {
    const { due, closes, pointsPerDay, timeZone } = dates;
    const state = stateOf(dates);
    if (due === null || state === 'closed') return '';
    if (closes !== null && closes <= due) return text.notLater;
    const until = closes === null ? null : write(closes, dates);
    if (pointsPerDay === null) return text.lateFree(until);
    if (state !== 'late') return text.late(pointsPerDay, until);
    const days = lateDays(new Date(due), new Date(nowMs), timeZone);
    return text.lateNow(Math.min(days * pointsPerDay, points), pointsPerDay, until);
  }

  /** What is not sent yet counts when it reaches the server. */
  function unsent(dates: StudentDates): string {
    const { due, closes } = dates;
    const state = stateOf(dates);
    const deadline = state === 'open' ? (due ?? closes) : (closes ?? due);
    if (deadline === null) return '';
    const when = write(deadline, dates);
    if (state === 'closed') return text.unsentClosed(when);
    if (state === 'late' && closes === null) return text.unsentLate(when);
    return deadline === due ? text.unsentDue(when) : text.unsentCloses(when);
  }

  function bar(dates: StudentDates, handIn: HandInState): DatedBar {
    const { phase } = handIn;
    const shown = { closed: stateOf(dates) === 'closed', again: false, note: '' };
    const status = statusText(handIn);
    switch (phase.kind) {
      case 'ready':
        return { ...shown, status: shown.closed ? text.closedFor(main(dates, true)) : status };
      case 'refused': {
        const { refusal } = phase;
        if (refusal.kind !== 'assignment-closed') return { ...shown, status };
        const at = refusal.closedAt ?? dates.closes;
        return at === null
          ? { ...shown, status }
          : { ...shown, status: text.refused(write(at, dates)) };
      }
      case 'waiting':
        return { ...shown, status: [text.notHandedIn, status, unsent(dates)].join(' ') };
      case 'queued':
      case 'grading': {
        if (phase.other) return { ...shown, status };
        const again = isNear(dates);
        const wait = phase.kind === 'queued' && phase.connected ? waitText(phase) : status;
        return {
          ...shown,
          again,
          status: `${receipt(dates, phase.receivedAt)} ${wait}`,
          note: again ? text.again : '',
        };
      }
      case 'sending':
        return { ...shown, status };
    }
  }

  /** That the server has it, since when, and whether in time. */
  function receipt(dates: StudentDates, receivedAt: string): string {
    const at = new Date(receivedAt);
    const isLate = dateStateAt(toDates(dates), at) !== 'open';
    return (isLate ? text.receivedLate : text.receivedInTime)(clockText(at));
  }

  /** Whether nothing is refused, since a deadline is near. */
  const isNear = (dates: StudentDates): boolean =>
    isBeforeDeadline(toDates(dates), new Date(nowMs));

  return {
    /** In a row of the list. */
    short: (dates: StudentDates): string => main(dates, true),
    /** Above the handout. */
    lines: (dates: StudentDates, points: number): string[] =>
      [main(dates, false), late(dates, points)].filter((line) => line !== ''),
    bar,
    isNear,
    isClosed: (dates: StudentDates): boolean => stateOf(dates) === 'closed',
  };
}

/** Its words change seldom, so that screen readers say them seldom. */
function waitText({ position, seconds }: QueuePlace): string {
  if (typeof seconds !== 'number')
    return position === null ? text.waits : text.waitsBehind(position);
  return text.resultIn(seconds);
}

const clockText = (at: Date): string =>
  new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(at);

const toDates = ({ opens, due, closes }: StudentDates): Dates => ({
  opens: toDate(opens),
  due: toDate(due),
  closes: toDate(closes),
});

const toDate = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));
