import type { Cell } from '@touchstone/contracts/csv';
import type { GridStudent, TaughtAssignment } from '@touchstone/database';
import { reasonsOf } from './why.ts';

export const gridHead: readonly Cell[] = [
  ...['id', 'name', 'group', 'uuid', 'assignment', 'state', 'points', 'tries', 'last_activity'],
  ...['solved_at', 'due', 'reasons', 'earned', 'overridden'],
];

/** A line for each assignment. */
export function gridLines(
  { uuid, name, studentNumber, group, rows }: GridStudent,
  assignments: readonly TaughtAssignment[],
): Cell[][] {
  const slugs = new Map(assignments.map(({ id, slug }) => [id, slug]));
  return rows.map((row) => {
    const { cell, overridden, dueAt, assignmentId } = row;
    return [
      ...[studentNumber, name, group, uuid, slugs.get(assignmentId) ?? null],
      ...[cell?.state ?? 'not-begun', cell?.points ?? overridden ?? 0, cell?.tries ?? 0],
      cell?.lastAt ?? null,
      ...[cell?.solvedAt ?? null, dueAt?.toISOString() ?? null],
      reasonsOf(row, new Date())
        .map(({ filter, why }) => `${filter}: ${why}`)
        .join(' '),
      ...[cell?.earned ?? 0, overridden === null ? null : 'yes'],
    ];
  });
}
