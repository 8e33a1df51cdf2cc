import type { PointsMatrixQuery } from '@touchstone/contracts';
import type { Client } from '../../../api/client.ts';

/** The calls about points, by the slugs of course and assignment and the student's uuid. */
export const createPointsCalls = ({ call }: Pick<Client, 'call'>) => ({
  matrix: (course: string, query: PointsMatrixQuery) =>
    call('GET /api/teach/:course/points', { course, ...query }),
  spread: (course: string) => call('GET /api/teach/:course/points/spread', { course }),
  override: (
    course: string,
    { user, assignment }: { user: string; assignment: string },
    body: { points: number; reason: string },
  ) =>
    call('PUT /api/teach/:course/students/:user/points/:assignment', {
      ...{ course, user, assignment, body },
    }),
  removeOverride: (course: string, { user, assignment }: { user: string; assignment: string }) =>
    call('DELETE /api/teach/:course/students/:user/points/:assignment', {
      ...{ course, user, assignment },
    }),
});
