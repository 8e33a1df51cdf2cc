import type { AssignmentSummary } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { partProgress } from './part-progress.ts';

const assignment = (position: number, part: string, points = 100): AssignmentSummary => ({
  id: `id-${position}`,
  slug: `slug-${position}`,
  title: `Title ${position}`,
  part,
  points,
  position,
});

it('counts solved assignments and points in each part, and finds the next one', () => {
  const course = [assignment(1, 'One'), assignment(2, 'One', 50), assignment(3, 'Two')];
  expect(partProgress(course, new Set(['id-1', 'id-3']))).toEqual([
    { title: 'One', solved: 1, all: 2, points: 100, next: course[1] },
    { title: 'Two', solved: 1, all: 1, points: 100, next: null },
  ]);
});
