import { listAssignmentDays, readPointsSpread } from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import type { TypedApp } from '../http/typed-app.ts';
import { requireAssignment, scopeOf, type TeachDeps } from './whom.ts';

/** What the pages for teachers draw as bars. */
export function teachChartRoutes(app: TypedApp, deps: TeachDeps): void {
  const { kysely } = deps.database;

  app.route({
    ...callRoute('GET /api/teach/:course/assignments/:assignment/days'),
    handler: async (request) => {
      const scope = await scopeOf(deps, request);
      const { id: assignmentId } = await requireAssignment(deps, scope, request.params.assignment);
      const { timeZone } = request.query;
      return { days: await listAssignmentDays(kysely, { assignmentId, scope, timeZone }) };
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/points/spread'),
    handler: async (request) => readPointsSpread(kysely, await scopeOf(deps, request)),
  });
}
