import { expect, test } from 'vitest';
import { frameSchema } from './frames.ts';

test('a judge cannot report a time-out, nor more in a frame than its kind has', () => {
  const verdict = { kind: 'verdict', verdict: 'passed', message: '' };
  expect(frameSchema.safeParse(verdict).success).toBe(true);
  expect(frameSchema.safeParse({ ...verdict, verdict: 'timeout' }).success).toBe(false);
  expect(frameSchema.safeParse({ ...verdict, points: 100 }).success).toBe(false);
});
