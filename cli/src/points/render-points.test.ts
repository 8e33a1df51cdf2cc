import { expect, it } from 'vitest';
import { createPointsLines } from './render-points.ts';

it('is a table with a row for each student and a star for overridden points, without control characters of a name', () => {
  const student = { number: null, mail: null, group: null };
  const students = [
    { ...student, uuid: 'u-1', number: '17', name: 'Love\u001b[2J, Ada', group: 'B' },
    { ...student, uuid: 'u-2', name: null },
  ];
  const assignment = { title: '', points: 100, counts: true };
  const assignments = ['a', 'leap-year'].map((slug) => ({ ...assignment, slug }));
  const { head, row } = createPointsLines({ slug: 'c', title: 'C', assignments, students });
  const overridden = { points: 40.3, reason: 'why', author: null, at: '2026-11-30T08:54:12Z' };
  const points = { assignment: 'a', points: 40.3, earned: 8, solved: false, overridden };
  expect([
    head,
    ...students.map((one) =>
      row(one, { student: one.uuid, total: 40.3, assignments: one.uuid === 'u-1' ? [points] : [] }),
    ),
  ]).toEqual([
    'id   name           group       a  leap-year   total',
    '17   Love\ufffd[2J, Ada  B       40.3*          -    40.3',
    'u-2  -              -           -          -    40.3',
  ]);
});
