import { expect, test } from 'vitest';
import { meetsGoal, renderFigures } from './figures.ts';

test('a goal is a minimum, a maximum, or missing', () => {
  const figure = { name: 'reads', value: 0.3, unit: '' };
  expect(meetsGoal(figure)).toBe(true);
  expect(meetsGoal({ ...figure, goal: { min: 0.3 } })).toBe(true);
  expect(meetsGoal({ ...figure, goal: { max: 0.2 } })).toBe(false);
});

test('a missed goal is marked', () => {
  const figure = { name: 'reads', value: 0.2, unit: 'of static', goal: { min: 0.25 } };
  expect(renderFigures([figure])[2]).toBe('reads       0.20   of static   >= 0.25   MISSED');
});
