import type { Grid, GridFilter } from '@touchstone/contracts';
import type { GridStudent, TaughtAssignment } from '@touchstone/database';
import { reasonsOf } from './why.ts';

export const shownAssignment = ({
  dueAt,
  ...assignment
}: TaughtAssignment): Grid['assignments'][number] => ({
  ...assignment,
  dueAt: dueAt?.toISOString() ?? null,
});

/** `not-begun` holds for most students at first, so it is a reason only where it was asked for. */
export const shownStudent = (
  { rows, ...student }: GridStudent,
  filter?: GridFilter,
): Grid['students'][number] => {
  const overridden = rows.flatMap(({ assignmentId, overridden: points }) =>
    points === null ? [] : [{ assignmentId, points }],
  );
  return {
    ...student,
    cells: rows.flatMap(({ cell }) => cell ?? []),
    ...(overridden.length > 0 && { overridden }),
    reasons: rows
      .flatMap((row) => reasonsOf(row, new Date()))
      .filter((reason) => reason.filter !== 'not-begun' || filter === 'not-begun'),
  };
};
