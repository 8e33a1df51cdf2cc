import type { AssignmentSummary } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import { filterAssignments, groupByPart, nextUnsolved } from './assignments.ts';

const titles = ['Hello', 'Éclair prices', 'Tic-tac-toe', 'Game of Life'];
const assignments: AssignmentSummary[] = titles.map((title, index) => ({
  id: String(index),
  slug: 'abcd'.charAt(index),
  title,
  part: index < 2 ? 'First words' : 'Games',
  points: 100,
  position: index + 1,
}));
const find = (query: string, unsolvedOnly = false, solved: string[] = []) =>
  filterAssignments(assignments, new Set(solved), { query, unsolvedOnly }).map(({ id }) => id);

describe('the list', () => {
  it('groups adjacent assignments of one part, in order', () => {
    const parts = groupByPart(assignments);
    expect(parts.map(({ title }) => title)).toEqual(['First words', 'Games']);
    expect(parts[1]?.assignments.map(({ id }) => id)).toEqual(['2', '3']);
  });

  it('finds by title, part or number, ignoring case and accents', () => {
    expect(find('eclair')).toEqual(['1']);
    expect(find('GAMES life')).toEqual(['3']);
    expect(find('3')).toEqual(['2']);
    expect(find('')).toHaveLength(4);
    expect(find('nothing like it')).toEqual([]);
  });

  it('leaves out solved assignments on request', () => {
    expect(find('', true, ['0', '2'])).toEqual(['1', '3']);
  });
});

describe('the next assignment', () => {
  const next = (currentId: string, solved: string[]) =>
    nextUnsolved(assignments, new Set(solved), currentId)?.id ?? null;

  it('is the first unsolved one after the current', () => {
    expect(next('0', ['0', '1'])).toBe('2');
  });

  it('is an earlier one when none is left after it', () => {
    expect(next('3', ['1', '2', '3'])).toBe('0');
  });

  it('is none when all are solved', () => {
    expect(next('3', ['0', '1', '2', '3'])).toBeNull();
  });
});
