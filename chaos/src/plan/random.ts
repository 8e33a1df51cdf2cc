import { createHash } from 'node:crypto';

/** A random number generator that gives the same numbers for the same seed, on every machine. */
export interface Chance {
  /** From 0 to 1, excluding 1. */
  share(): number;
  /** A whole number from 0 to `end`, excluding `end`. */
  below(end: number): number;
  between(min: number, max: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  shuffle<T>(items: readonly T[]): T[];
}

/** Each number is a part of the SHA-256 of the seed and the index of the number. */
export function createChance(seed: number): Chance {
  let drawn = 0;
  const share = (): number => {
    const digest = createHash('sha256').update(`${seed}/${drawn++}`).digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(share() * end);
  return {
    share,
    below,
    between: (min, max) => min + share() * (max - min),
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    shuffle<T>(items: readonly T[]) {
      const left = [...items];
      const shuffled: T[] = [];
      while (left.length > 0) shuffled.push(...left.splice(below(left.length), 1));
      return shuffled;
    },
  };
}
