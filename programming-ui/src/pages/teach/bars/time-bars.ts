import type { AssignmentDays } from '@touchstone/contracts';

type Day = AssignmentDays['days'][number];

const dayMs = 86_400_000;
/** More bars than these are too narrow to see. */
const maxBars = 45;

/** A day, or a week that begins with it. */
export interface TimeBar {
  readonly day: string;
  readonly begun: number;
  readonly solved: number;
}

/** All days from the first to the last, also those without anybody; weeks if they are many. */
export function timeBars(days: readonly Day[]): { bars: TimeBar[]; areWeeks: boolean } {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return { bars: [], areWeeks: false };
  const [start, end] = [Date.parse(first.day), Date.parse(last.day)];
  const areWeeks = (end - start) / dayMs >= maxBars;
  const stepMs = (areWeeks ? 7 : 1) * dayMs;
  const bars = Array.from({ length: Math.floor((end - start) / stepMs) + 1 }, (_, index) => ({
    day: new Date(start + index * stepMs).toISOString().slice(0, 10),
    begun: 0,
    solved: 0,
  }));
  for (const { day, begun, solved } of days) {
    const bar = bars[Math.floor((Date.parse(day) - start) / stepMs)];
    if (bar === undefined) continue;
    bar.begun += begun;
    bar.solved += solved;
  }
  return { bars, areWeeks };
}
