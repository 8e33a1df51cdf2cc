/*
 * The day of a deadline. 30 % of what is handed in arrives in the last hour, 10 % in the last five minutes, and at
 * the end it arrives several times faster than it is graded. The rates are those of a whole day; only the last
 * stretch lasts as long as it says, and of the others some seconds are played.
 */

const shares = { beforeTheHour: 0.7, hour: 0.2, minutes: 0.1 } as const;
const lengths = { beforeTheHour: 23 * 3600, hour: 55 * 60, minutes: 5 * 60 } as const;
/** In the last five minutes before the rush, in capacities. */
const minutesRate = 0.9;
/** One student in so many hands in twice. */
const twiceInterval = 5;
/** How long before the deadline the last student hands in. */
export const lastPressMs = 1_000;

export interface Stretch {
  readonly name: string;
  readonly seconds: number;
  /** Submissions. */
  readonly perSecond: number;
}

export interface DayOptions {
  /** Submissions that are graded in a second. */
  readonly capacity: number;
  /** How many times as fast they arrive at the end. */
  readonly rush: number;
  readonly rushSeconds: number;
  /** How much is played of each of the other stretches. */
  readonly playedSeconds: number;
}

export function planDay({ capacity, rush, rushSeconds, playedSeconds }: DayOptions): Stretch[] {
  const calmSeconds = lengths.minutes - rushSeconds;
  const lastMinutes = capacity * (rush * rushSeconds + minutesRate * calmSeconds);
  const day = lastMinutes / shares.minutes;
  const rate = (part: 'beforeTheHour' | 'hour') => (day * shares[part]) / lengths[part];
  const played = (name: string, perSecond: number): Stretch => ({
    name,
    seconds: playedSeconds,
    perSecond,
  });
  return [
    played('the day', rate('beforeTheHour')),
    played('the last hour', rate('hour')),
    played('the last five minutes', capacity * minutesRate),
    { name: 'the rush', seconds: rushSeconds, perSecond: capacity * rush },
  ];
}

/** A student's programs, and when each is handed in, in ms from the beginning; at most two. */
export interface Presses {
  readonly student: number;
  readonly atMs: readonly number[];
}

/** In the order of the first presses, of students from `after` on. All are before the end of the last stretch, less `lastPressMs`. */
export function planPresses(stretches: readonly Stretch[], after = 0): Presses[] {
  const endMs = stretches.reduce((sum, { seconds }) => sum + seconds * 1000, 0) - lastPressMs;
  const presses: Presses[] = [];
  let beganMs = 0;
  for (const { seconds, perSecond } of stretches) {
    const students = Math.round((seconds * perSecond * twiceInterval) / (twiceInterval + 1));
    for (let index = 0; index < students; index++) {
      const student = after + presses.length + 1;
      const firstMs = Math.min(beganMs + (index * seconds * 1000) / students, endMs);
      const secondMs = Math.min(firstMs + 2_000 + (student % 7) * 1_500, endMs);
      presses.push({
        student,
        atMs: student % twiceInterval === 0 ? [firstMs, secondMs] : [firstMs],
      });
    }
    beganMs += seconds * 1000;
  }
  return presses;
}
