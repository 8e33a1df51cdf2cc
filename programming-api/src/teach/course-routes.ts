import { gridPageSize, type AssignmentOverview, type Cluster } from '@touchstone/contracts';
import {
  listBlockingTests,
  listClusters,
  listTaughtAssignments,
  noteActions,
  readAssignmentTotals,
  readGridPage,
  type TeachScope,
} from '@touchstone/database';
import type { Cell } from '@touchstone/contracts/csv';
import { callRoute } from '../http/call-route.ts';
import type { TypedApp } from '../http/typed-app.ts';
import { teachingOf } from '../people/enforce-callers.ts';
import { sendCsv } from '../http/csv-answer.ts';
import { gridHead, gridLines } from './grid-csv.ts';
import { shownAssignment, shownStudent } from './shown.ts';
import { requireAssignment, scopeOf, type TeachDeps } from './whom.ts';

const shownTests = 10;
const shownClusters = 20;

/** The course and its assignments, as teachers see them. */
export function teachCourseRoutes(app: TypedApp, deps: TeachDeps): void {
  const { kysely } = deps.database;

  app.route({
    ...callRoute('GET /api/teach/:course/grid'),
    handler: async (request) => {
      const scope = await scopeOf(deps, request);
      const { filter, assignment, search, limit, after } = request.query;
      const only =
        assignment === undefined ? undefined : await requireAssignment(deps, scope, assignment);
      const [assignments, { students, next }] = await Promise.all([
        listTaughtAssignments(kysely, scope.courseId),
        readGridPage(kysely, { scope, filter, assignmentId: only?.id, search, limit, after }),
      ]);
      return {
        assignments: assignments.map(shownAssignment),
        students: students.map((student) => shownStudent(student, filter)),
        next,
      };
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/grid.csv'),
    handler: async (request, reply) => {
      const { course, userId, role } = teachingOf(request);
      const scope = await scopeOf(deps, request);
      // Assistants take no names away.
      const shown = { ...scope, showsNames: role !== 'assistant' };
      await noteActions(kysely, [{ actor: userId, courseId: course.id, action: 'export-grid' }]);
      return sendCsv(reply, `${request.params.course}-grid`, gridCsv(shown));
    },
  });

  async function* gridCsv(scope: TeachScope): AsyncGenerator<readonly Cell[]> {
    const assignments = await listTaughtAssignments(kysely, scope.courseId);
    yield gridHead;
    let after: string | undefined;
    do {
      const page = await readGridPage(kysely, { scope, limit: gridPageSize.max, after });
      for (const student of page.students) yield* gridLines(student, assignments);
      after = page.next ?? undefined;
    } while (after !== undefined);
  }

  app.route({
    ...callRoute('GET /api/teach/:course/assignments/:assignment'),
    handler: async (request): Promise<AssignmentOverview> => {
      const scope = await scopeOf(deps, request);
      const assignment = await requireAssignment(deps, scope, request.params.assignment);
      const of = { assignmentId: assignment.id, scope };
      const [totals, blocking, clusters] = await Promise.all([
        readAssignmentTotals(kysely, of),
        listBlockingTests(kysely, { ...of, limit: shownTests }),
        listClusters(kysely, { ...of, limit: shownClusters }),
      ]);
      return { assignment: shownAssignment(assignment), ...totals, blocking, clusters };
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/assignments/:assignment/failures.csv'),
    handler: async (request, reply) => {
      const scope = await scopeOf(deps, request);
      const { id, slug } = await requireAssignment(deps, scope, request.params.assignment);
      const { course, userId } = teachingOf(request);
      await noteActions(kysely, [
        {
          ...{ actor: userId, courseId: course.id, action: 'export-failures' },
          details: { assignment: slug },
        },
      ]);
      const clusters = await listClusters(kysely, { assignmentId: id, scope, limit: 1_000 });
      return sendCsv(reply, `${slug}-failures`, [clusterHead, ...clusters.map(clusterLine)]);
    },
  });
}

const clusterHead: readonly Cell[] = [
  ...['test', 'title', 'message', 'students', 'unsolved', 'submissions', 'fixed', 'fixes'],
  'example',
];

const clusterLine = (cluster: Cluster): Cell[] => [
  ...[cluster.test, cluster.title, cluster.message, cluster.students, cluster.unsolved],
  ...[cluster.submissions, cluster.fixed],
  cluster.fixes === null
    ? 'too few'
    : cluster.fixes.map(({ lines, students }) => `${students}:\n${lines}`).join('\n\n'),
  cluster.example?.submissionId ?? null,
];
