import type { CourseStudent } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { csvLine } from '@touchstone/contracts/csv';
import { createPointsTable } from './points-table.ts';

const uuid = '1b4e28ba-2fa1-4d3b-a3f5-6d2c0e9f7a10';
const ada: CourseStudent = {
  ...{ uuid, number: '0012', name: 'Lovelace, Ada', mail: 'ada@example.org', group: 'B' },
};
const nobody: CourseStudent = { uuid, number: null, name: null, mail: null, group: null };
const assignments = [
  { slug: 'sum', title: 'Sum', points: 100 },
  { slug: 'loops', title: 'Loops', points: 12.5 },
  { slug: 'loops-2', title: 'loops ', points: 10 },
];
const earned = (assignment: string, points: number) => ({
  ...{ assignment, points, earned: points, solved: false },
});
const points = {
  student: uuid,
  total: 40.3,
  assignments: [earned('sum', 40.3), earned('loops', 0)],
};
const linesOf = (format: 'plain' | 'canvas' | 'moodle', student = ada): string[] => {
  const table = createPointsTable(format, assignments);
  return [...table.head, table.row(student, points) ?? []].map((row) => csvLine(row).trimEnd());
};

it('has the id first, a column for each assignment, and nothing where nothing is graded', () => {
  expect(linesOf('plain')).toEqual([
    'id,name,mail,group,sum,loops,loops-2,total,overridden,uuid',
    `0012,"Lovelace, Ada",ada@example.org,B,40.3,0,,40.3,,${uuid}`,
  ]);
  expect(linesOf('plain', nobody)[1]).toBe(`${uuid},,,,40.3,0,,40.3,,${uuid}`);
});

it('is what Canvas imports, with points possible and titles that are told apart', () => {
  expect(linesOf('canvas')).toEqual([
    'Student,ID,SIS User ID,SIS Login ID,Section,Sum,Loops - loops,loops - loops-2',
    'Points Possible,,,,,100,12.5,10',
    '"Lovelace, Ada",,0012,ada@example.org,B,40.3,0,',
  ]);
});

it('lets no name of a student set the points possible in Canvas', () => {
  const table = createPointsTable('canvas', assignments);
  const cells = table.row({ ...ada, name: 'Points Possible, My' }, points);
  expect(cells?.[0]).not.toContain('Points Possible');
});

it('is what Moodle imports', () => {
  expect(linesOf('moodle')).toEqual([
    'ID number,Email address,Name,Sum,Loops - loops,loops - loops-2',
    '0012,ada@example.org,"Lovelace, Ada",40.3,0,',
  ]);
});

it('has no row for Moodle without an identity, which would change the grades of the row before', () => {
  const table = createPointsTable('moodle', assignments);
  const identity = (number: string | null, mail: string | null) =>
    table.row({ ...ada, number, mail }, points)?.slice(0, 2);
  expect(identity(null, null)).toBeUndefined();
  expect(identity('7', null)).toEqual(['7', uuid]);
  expect(identity(null, 'a@example.org')).toEqual([uuid, 'a@example.org']);
  expect(identity('0', 'a@example.org')).toEqual([uuid, 'a@example.org']);
});

it('names the assignments whose points were overridden, and leaves them numbers', () => {
  const overridden = { points: 5, reason: 'why', author: null, at: '2026-11-30T08:54:12Z' };
  const cells = createPointsTable('plain', assignments).row(ada, {
    ...points,
    assignments: [
      { ...earned('sum', 5), overridden },
      { ...earned('loops', 1), overridden },
    ],
  });
  expect(cells?.slice(4)).toEqual([5, 1, null, 40.3, 'sum loops', uuid]);
});
