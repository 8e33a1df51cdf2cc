import { expect, test } from 'vitest';
import { meetsGoal, renderFigures } from './figures.ts';

test('a goal is at least or at most something, and may be missing', () => {
  const figure = { name: 'reads', value: 0.3, unit: '' };
  expect(meetsGoal(figure)).toBe(true);
  expect(meetsGoal({ ...figure, goal: { atLeast: 0.3 } })).toBe(true);
  expect(meetsGoal({ ...figure, goal: { atMost: 0.2 } })).toBe(false);
});

test('a missed goal is plain to see', () => {
  const figure = { name: 'reads', value: 0.2, unit: 'of static', goal: { atLeast: 0.25 } };
  expect(renderFigures([figure])[2]).toBe('reads       0.20   of static   >= 0.25   MISSED');
});
