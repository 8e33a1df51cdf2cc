import type { AssignmentSummary } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { finishedPart } from './finished-part.ts';

const assignments: AssignmentSummary[] = ['Hello', 'Sum', 'Weather'].map((title, index) => ({
  id: title,
  slug: title.toLowerCase(),
  title,
  part: index < 2 ? 'First words' : 'Files',
  points: 100,
  position: index + 1,
}));

it('is the part whose last unsolved assignment was just solved', () => {
  expect(finishedPart(assignments, new Set(['Hello']), 'Sum')).toEqual({
    title: 'First words',
    titles: ['Hello', 'Sum'],
  });
  expect(finishedPart(assignments, new Set(['Sum']), 'Sum')).toBeNull();
});

it('is none for the only assignment of a part', () => {
  expect(finishedPart(assignments, new Set(), 'Weather')).toBeNull();
});
