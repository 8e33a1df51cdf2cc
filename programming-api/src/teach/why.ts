import type { GridFilter, GridReason } from '@touchstone/contracts';
import { lateDays } from '@touchstone/contracts/dates';
import type { GridRow } from '@touchstone/database';

/** A standing remembers this many programs at most. */
const maxKnownPrograms = 20;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Why each filter holds for a student in an assignment, in a sentence. */
export function reasonsOf(row: GridRow, now: Date): GridReason[] {
  return row.filters.map((filter) => ({
    assignmentId: row.assignmentId,
    filter,
    why: sentences[filter](row, now),
  }));
}

const sentences: Readonly<Record<GridFilter, (row: GridRow, now: Date) => string>> = {
  stuck: ({ programsSince }) => {
    const count =
      programsSince < maxKnownPrograms ? `${programsSince}` : `${programsSince} or more`;
    return `The last ${count} different programs passed no test that had not passed before.`;
  },
  'gone-quiet': ({ cell, dueAt }, now) =>
    `Tried ${times(cell?.tries ?? 0)}, then nothing for ${since(cell?.lastAt, now)}${dueIn(dueAt, now)}.`,
  'not-begun': ({ dueAt }, now) => `Handed in nothing yet${dueIn(dueAt, now)}.`,
  late: ({ cell, dueAt, timeZone }, now) => {
    if (cell?.solvedAt) {
      const solvedAt = new Date(cell.solvedAt);
      const days = lateDays(dueAt, solvedAt, timeZone);
      return `Solved ${since(dueAt, solvedAt)} after it was due, which counts as ${days} ${days === 1 ? 'day' : 'days'} late.`;
    }
    const done = cell === null ? 'Handed in nothing' : `Tried ${times(cell.tries)}, not solved`;
    return `${done}, and it was due ${since(dueAt, now)} ago.`;
  },
};

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

function dueIn(dueAt: Date | null, now: Date): string {
  if (dueAt === null) return '';
  return dueAt > now
    ? `, and it is due in ${since(now, dueAt)}`
    : `, and it was due ${since(dueAt, now)} ago`;
}

/** In days, hours or minutes, whichever is at least two, rounded down. */
function since(from: Date | string | null | undefined, to: Date): string {
  const ms = Math.max(0, to.getTime() - new Date(from ?? to).getTime());
  const [unit, name] =
    ms >= 2 * dayMs
      ? ([dayMs, 'days'] as const)
      : ms >= 2 * hourMs
        ? ([hourMs, 'hours'] as const)
        : ([minuteMs, 'minutes'] as const);
  const whole = Math.floor(ms / unit);
  return name === 'minutes' && whole === 1 ? '1 minute' : `${whole} ${name}`;
}
