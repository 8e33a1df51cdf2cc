import type { ActiveDay } from '@touchstone/contracts';

/** A day of the calendar, `2026-11-24`; both numbers are 0 when nothing was handed in. */
export interface CalendarDay {
  readonly date: string;
  readonly submissions: number;
  readonly solved: number;
}

/** From Monday to Sunday; the current week ends today. */
export type Week = readonly CalendarDay[];

const dayMs = 86_400_000;

/** The last weeks, including that of `today`, oldest first. */
export function lastWeeks(today: string, weeks: number, active: readonly ActiveDay[]): Week[] {
  const byDate = new Map(active.map((day) => [day.day, day]));
  const todayMs = Date.parse(today);
  const mondayMs = todayMs - ((new Date(todayMs).getUTCDay() + 6) % 7) * dayMs;
  return Array.from({ length: weeks }, (_, index) => {
    const startMs = mondayMs - (weeks - 1 - index) * 7 * dayMs;
    const days = Math.min(7, (todayMs - startMs) / dayMs + 1);
    return Array.from({ length: days }, (__, day) => {
      const date = new Date(startMs + day * dayMs).toISOString().slice(0, 10);
      const { submissions = 0, solved = 0 } = byDate.get(date) ?? {};
      return { date, submissions, solved };
    });
  });
}

/** The date in the browser's time zone. */
export function localDate(now: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
