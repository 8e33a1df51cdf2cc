import { expect, it } from 'vitest';
import type { Mutant } from './list-mutants.ts';
import { scoreOf } from './mutant-score.ts';

const mutant = (operator: string, line: number, isMessage = false): Mutant => {
  return { operator, line, isMessage, diff: `${operator} ${line}`, program: { code: '' } };
};
const mutants = [
  mutant('string', 1),
  mutant('constant', 2),
  mutant('relational', 2),
  mutant('string', 3, true),
  mutant('string', 4, true),
  mutant('return', 5),
  mutant('arithmetic', 6),
  mutant('condition', 7),
];
const outcomes = new Map([
  ['string 1', 'survived'],
  ['constant 2', 'survived'],
  ['relational 2', 'survived'],
  ['string 3', 'noticed'],
  ['string 4', 'survived'],
  ['return 5', 'noticed'],
  ['arithmetic 6', 'survived'],
] as const);

it('counts texts for people apart, and leaves out what is as right as the model solution', () => {
  const score = scoreOf({ mutants, equal: [], leftOut: 3 }, outcomes, new Set(['arithmetic 6']));
  expect(score).toMatchObject({
    total: 8,
    noticed: 1,
    untried: 4,
    messages: { total: 2, noticed: 1 },
    equivalent: 1,
  });
});

it('names the most telling survivor of each line before others of the same lines', () => {
  const { survivors } = scoreOf({ mutants, equal: [], leftOut: 0 }, outcomes, new Set());
  expect(survivors.map(({ diff }) => diff)).toEqual([
    'relational 2',
    'arithmetic 6',
    'string 1',
    'constant 2',
  ]);
});
