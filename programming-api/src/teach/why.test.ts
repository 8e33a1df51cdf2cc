import type { GridCell, GridFilter } from '@touchstone/contracts';
import type { GridRow } from '@touchstone/database';
import { expect, it } from 'vitest';
import { reasonsOf } from './why.ts';

const now = new Date('2026-05-10T12:00:00Z');
const cell = (changes: Partial<GridCell> = {}): GridCell => ({
  ...{ assignmentId: 'a', state: 'tried', points: 0, earned: 0, tries: 4, verdict: 'failed' },
  solvedAt: null,
  lastAt: '2026-05-06T11:00:00Z',
  ...changes,
});
const why = (filter: GridFilter, row: Partial<GridRow>) =>
  reasonsOf(
    {
      ...{ assignmentId: 'a', cell: null, overridden: null, programsSince: 0, dueAt: null },
      ...{ timeZone: 'Europe/Helsinki', filters: [filter], ...row },
    },
    now,
  ).map((one) => one.why);

it.each<[GridFilter, Partial<GridRow>, string]>([
  [
    'stuck',
    { cell: cell(), programsSince: 7 },
    'The last 7 different programs passed no test that had not passed before.',
  ],
  [
    'stuck',
    { cell: cell(), programsSince: 20 },
    'The last 20 or more different programs passed no test that had not passed before.',
  ],
  [
    'gone-quiet',
    { cell: cell(), dueAt: new Date('2026-05-11T18:00:00Z') },
    'Tried 4 times, then nothing for 4 days, and it is due in 30 hours.',
  ],
  ['not-begun', {}, 'Handed in nothing yet.'],
  [
    'not-begun',
    { dueAt: new Date('2026-05-10T12:01:30Z') },
    'Handed in nothing yet, and it is due in 1 minute.',
  ],
  [
    'late',
    { dueAt: new Date('2026-05-08T11:00:00Z') },
    'Handed in nothing, and it was due 2 days ago.',
  ],
  [
    'late',
    { cell: cell({ tries: 1 }), dueAt: new Date('2026-05-10T09:00:00Z') },
    'Tried once, not solved, and it was due 3 hours ago.',
  ],
  [
    'late',
    {
      cell: cell({ state: 'solved', solvedAt: '2026-05-09T10:00:00Z' }),
      dueAt: new Date('2026-05-09T05:00:00Z'),
    },
    'Solved 5 hours after it was due, which counts as 1 day late.',
  ],
  [
    'late',
    {
      cell: cell({ state: 'solved', solvedAt: '2026-05-10T05:10:00Z' }),
      dueAt: new Date('2026-05-09T05:00:00Z'),
    },
    'Solved 24 hours after it was due, which counts as 2 days late.',
  ],
])('says why: %s', (filter, row, sentence) => {
  expect(why(filter, row)).toEqual([sentence]);
});
