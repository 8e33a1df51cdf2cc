import type { Connection } from '@touchstone/database';
import { figure, type Figure } from '../figures.ts';
import { percentile } from '../statistics.ts';
import { checkRows } from './check-rows.ts';
import type { Told } from './classroom.ts';
import type { PlayedDay } from './play-day.ts';

/* What a played day says about receipts, waiting times, stored rows and the load itself. */

const receiptGoalMs = 1_000;

export function receiptFigures({ handedIn }: PlayedDay, deadlineMs: number): Figure[] {
  const inTime = handedIn.filter(({ pressedAtMs }) => pressedAtMs <= deadlineMs);
  const receipts = inTime.flatMap(({ receipt }) => receipt ?? []);
  const times = receipts.map(({ tookMs }) => tookMs);
  const late = receipts.filter(({ receivedAtMs }) => receivedAtMs > deadlineMs).length;
  const answeredLate = receipts.filter(({ answeredAtMs }) => answeredAtMs > deadlineMs).length;
  const none = inTime.length - receipts.length;
  return [
    figure('handed in before the deadline', inTime.length, 'programs'),
    // Who waits for the first receipt may be too late for a second program.
    figure('handed in after it', handedIn.length - inTime.length, 'programs'),
    figure('of these without a receipt', none, 'programs', { max: 0 }),
    figure('received after the deadline', late, 'programs', { max: 0 }),
    figure('receipt shown after the deadline', answeredLate, 'programs', { max: 0 }),
    figure('receipt, p50', percentile(times, 0.5), 'ms'),
    figure('receipt, p99', percentile(times, 0.99), 'ms', { max: receiptGoalMs }),
    figure('receipt, longest', Math.max(...times), 'ms'),
    ...refusalFigures(inTime),
  ];
}

function refusalFigures(handedIn: PlayedDay['handedIn']): Figure[] {
  const statuses = handedIn.flatMap(({ refusals }) => refusals);
  return [...new Set(statuses)].map((status) => {
    const count = statuses.filter((each) => each === status).length;
    const what = status === 0 ? 'by nothing' : String(status);
    return figure(`answered ${what}`, count, 'times', { max: 0 });
  });
}

/** How far off the waiting time was that was told first, of those that waited some seconds. */
export function toldFigures(told: readonly Told[]): Figure[] {
  const graded = told.filter(({ superseded }) => !superseded);
  const waited = graded.flatMap(({ firstSeconds, firstAtMs, gradedAtMs }) => {
    if (firstSeconds === null) return [];
    const real = (gradedAtMs - firstAtMs) / 1000;
    return real < 5 ? [] : [{ real, told: firstSeconds }];
  });
  const off = waited.map((one) => Math.abs(one.told - one.real) / one.real);
  const events = told.reduce((sum, one) => sum + one.events, 0);
  return [
    figure('watched by their students', told.length, 'submissions'),
    figure('events sent to each', events / told.length, 'events'),
    figure('waited 5 s or more, and were told how long', waited.length, 'submissions'),
    figure(
      'waited, p95',
      percentile(
        waited.map(({ real }) => real),
        0.95,
      ),
      's',
    ),
    figure('the first time told was off by, p50', percentile(off, 0.5) * 100, '%'),
    figure('the first time told was off by, p95', percentile(off, 0.95) * 100, '%'),
  ];
}

export async function rowFigures(
  db: Connection,
  { assignmentId, played }: { assignmentId: string; played: PlayedDay },
): Promise<Figure[]> {
  const none = { max: 0 };
  // What was handed in afterwards is not part of the day.
  const all = await checkRows(db, { assignmentId, handedIn: played.handedIn });
  return [
    figure('replaced before they were graded', all.superseded, 'programs'),
    figure('begun again', all.begunAgain, 'programs'),
    figure('lost', all.lost, 'programs', none),
    figure('stored without a receipt', all.twice, 'programs', none),
    figure('never graded', all.ungraded, 'programs', none),
    figure('whose newest was not graded', all.newestNotGraded, 'students', none),
    figure('with another result than they should have', all.wrongResults, 'programs', none),
    figure('with other points than they should have', all.wrongPoints, 'students', none),
  ];
}

/** What took the processors: of this process while students handed in, of each kind of process in the rush. */
export function loadFigures(
  { sentLateMs, cores, stalledMs }: PlayedDay,
  used: { before: Record<string, number>; after: Record<string, number>; seconds: number },
): Figure[] {
  return [
    figure('this load, sent late by, p99', percentile(sentLateMs, 0.99), 'ms'),
    figure('this load, stalled for, p99', stalledMs, 'ms'),
    figure('processors that this load took', cores, 'cores'),
    ...Object.entries(used.before).map(([kind, ms]) =>
      figure(
        `processors that ${kind} took in the rush`,
        ((used.after[kind] ?? 0) - ms) / 1000 / used.seconds,
        'cores',
      ),
    ),
  ];
}
