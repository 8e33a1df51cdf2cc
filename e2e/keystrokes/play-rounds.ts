import { createChance } from '@touchstone/chaos/random';
import type { Browser } from '@playwright/test';
import { eventNames, playRound, type EventName } from './round.ts';
import { createStudent, type Student } from './student.ts';

export interface RoundsOptions {
  readonly browser: Browser;
  /** Of the stack, through nginx. */
  readonly url: string;
  readonly seed: number;
  readonly rounds: number;
  /** Students who type at the same time. */
  readonly students: number;
  readonly onRound?: (played: number, rounds: number) => void;
}

export interface RoundsReport {
  readonly keys: number;
  readonly counts: Readonly<Record<EventName, number>>;
  /** A line for each round that lost something, with its number. */
  readonly losses: readonly string[];
}

/** Rounds that one student plays before another replaces them. */
const roundsEach = 40;

/** Plays rounds whose events follow from the seed: each event once, in random order, then again. */
export async function playRounds(options: RoundsOptions): Promise<RoundsReport> {
  const { browser, url, seed, rounds } = options;
  const chance = createChance(seed);
  const plan: EventName[] = [];
  while (plan.length < rounds) plan.push(...chance.shuffle(eventNames));
  const counts = Object.fromEntries(eventNames.map((name) => [name, 0])) as Record<
    EventName,
    number
  >;
  const losses: string[] = [];
  let keys = 0;
  let started = 0;
  let played = 0;

  async function playInTurn(): Promise<void> {
    let student: Student | null = null;
    let left = roundsEach;
    while (started < rounds) {
      const round = started++;
      const event = plan[round] ?? eventNames[0];
      try {
        student ??= await createStudent(browser, url);
        // Two statements: `keys += await …` would lose what others add meanwhile.
        const pressed = await playRound(student, createChance(seed + round), event);
        keys += pressed;
        counts[event] += 1;
        left -= 1;
      } catch (error) {
        losses.push(`round ${round} (${event}): ${error instanceof Error ? error.message : ''}`);
        left = 0;
      }
      options.onRound?.(++played, rounds);
      if (left > 0) continue;
      await student?.close();
      student = null;
      left = roundsEach;
    }
    await student?.close();
  }
  await Promise.all(Array.from({ length: options.students }, playInTurn));
  return { keys, counts, losses };
}
