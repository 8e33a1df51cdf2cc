import { createHash } from 'node:crypto';

/** A source of chance that gives the same for the same seed, on every machine. */
export interface Chance {
  /** From 0 up to 1, without 1. */
  share(): number;
  /** A whole number from 0 up to `end`, without it. */
  below(end: number): number;
  between(least: number, most: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  shuffle<T>(items: readonly T[]): T[];
}

/** Each number is a piece of the SHA-256 of the seed and of how many came before. */
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
    between: (least, most) => least + share() * (most - least),
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    shuffle<T>(items: readonly T[]) {
      const left = [...items];
      const shuffled: T[] = [];
      while (left.length > 0) shuffled.push(...left.splice(below(left.length), 1));
      return shuffled;
    },
  };
}
