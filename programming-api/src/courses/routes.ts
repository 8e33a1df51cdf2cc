import { writtenProgram } from '@touchstone/contracts';
import { readSolution } from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import { parseId, notFound, ProblemError } from '../http/problems.ts';
import { sendTagged } from '../http/tagged-answer.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';

export function courseRoutes(
  app: TypedApp,
  deps: Pick<RouteDeps, 'catalog' | 'database' | 'sessions' | 'rights'>,
): void {
  const { catalog, database, sessions, rights } = deps;
  // The cache has these answers compressed already.
  const tagged = { compress: false } as const;

  app.route({
    ...callRoute('GET /api/courses'),
    ...tagged,
    handler: async (request, reply) =>
      sendTagged(request, reply, await catalog.courses(rights.seenBy(request))),
  });

  for (const name of ['GET /api/assignments', 'POST /api/assignments'] as const) {
    app.route({
      ...callRoute(name),
      ...tagged,
      handler: async (request, reply) =>
        sendTagged(
          request,
          reply,
          await catalog.assignments(request.query.course, rights.seenBy(request)),
        ),
    });
  }

  for (const name of ['GET /api/assignments/:id', 'POST /api/assignments/:id'] as const) {
    app.route({
      ...callRoute(name),
      ...tagged,
      handler: async (request, reply) =>
        sendTagged(
          request,
          reply,
          await catalog.assignment(request.params.id, rights.seenBy(request)),
        ),
    });
  }

  app.route({
    ...callRoute('GET /api/courses/:course/assignments/:assignment'),
    ...tagged,
    handler: async (request, reply) => {
      const { course, assignment } = request.params;
      const sees = rights.seenBy(request);
      return sendTagged(request, reply, await catalog.assignmentAt(course, assignment, sees));
    },
  });

  app.route({
    ...callRoute('GET /api/assignments/:id/examples'),
    ...tagged,
    handler: async (request, reply) =>
      sendTagged(request, reply, await catalog.examples(request.params.id, rights.seenBy(request))),
  });

  app.route({
    ...callRoute('GET /api/assignments/:id/files/:name'),
    ...tagged,
    handler: async (request, reply) => {
      const { id, name } = request.params;
      const sees = rights.seenBy(request);
      return sendTagged(request, reply, await catalog.givenFile(id, name, sees));
    },
  });

  app.route({
    ...callRoute('GET /api/assignments/:id/solution'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      const assignmentId = parseId(request.params.id, 'assignment');
      const sees = rights.seenBy(request);
      await catalog.requireSeen({ assignmentId }, sees, 'solution');
      const isHeld = await catalog.isHeld({ assignmentId }, sees);
      const solution = await readSolution(database.kysely, { assignmentId, userId });
      if (solution === null) throw notFound('solution');
      if (isHeld) {
        throw new ProblemError('forbidden', {
          detail: 'The verdicts of this assignment are not released yet.',
        });
      }
      if (solution === 'unsolved')
        throw new ProblemError('forbidden', { detail: 'Solve the assignment first.' });
      return writtenProgram(solution);
    },
  });
}
