import { expect, test } from 'vitest';
import { soakProgram, soakPrograms } from './programs.ts';

test('a thousand gradings contain each program by its share', () => {
  const counts = new Map<string, number>();
  for (let number = 0; number < 1000; number += 1) {
    const { name } = soakProgram(number);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual(
    Object.fromEntries(soakPrograms.map(({ name, share }) => [name, share])),
  );
});
