import type { Release } from '@touchstone/contracts';
import {
  findDatedAssignments,
  listGroups,
  listHeldAssignments,
  listReleases,
  release,
  undoRelease,
  type StoredRelease,
} from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import { notFound, parseId } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { teachingOf } from './enforce-callers.ts';
import { forWhom, scopeIn, scopeReader } from './extension-routes.ts';

interface ReleaseDeps extends Pick<RouteDeps, 'database' | 'freeDisk' | 'rights'> {
  /** Makes all processes read releases again, and send them to students. */
  readonly announceCourses: () => Promise<void>;
}

/** Verdicts that teachers release to students, groups and all. */
export function releaseRoutes(app: TypedApp, deps: ReleaseDeps): void {
  const { kysely } = deps.database;
  const scopeOf = scopeReader(deps);

  app.route({
    ...callRoute('GET /api/teach/:course/releases'),
    handler: async (request) => {
      const { course } = teachingOf(request);
      return {
        held: await listHeldAssignments(kysely, course.id),
        releases: (await listReleases(kysely, course.id)).map(toRelease),
      };
    },
  });

  app.route({
    ...callRoute('POST /api/teach/:course/releases'),
    handler: async (request) => {
      deps.freeDisk.assertRoom();
      const { course, userId: authorId } = teachingOf(request);
      const { assignment: slug, for: whom } = request.body;
      const [assignment] = await findDatedAssignments(kysely, { course: course.slug, slug });
      if (assignment === undefined) throw notFound('assignment');
      const scope = await scopeOf(course, whom);
      const isGroup = scope.kind === 'group';
      if (isGroup && !(await listGroups(kysely, course.id)).includes(scope.group)) {
        throw notFound('group');
      }
      const { assignmentId } = assignment;
      const { stored, isNew } = await release(kysely, { assignmentId, scope, authorId });
      if (isNew) await deps.announceCourses();
      return { id: stored.id, releasedAt: stored.releasedAt.toISOString() };
    },
  });

  app.route({
    ...callRoute('DELETE /api/teach/:course/releases/:release'),
    handler: async (request, reply) => {
      const { course, userId: authorId } = teachingOf(request);
      const id = parseId(request.params.release, 'release');
      const releases = await listReleases(kysely, course.id);
      const found = releases.find((each) => each.id === id);
      if (found === undefined) throw notFound('release');
      const { assignmentId } = found;
      await undoRelease(kysely, { assignmentId, scope: scopeIn(found), authorId });
      await deps.announceCourses();
      return reply.code(204).send();
    },
  });
}

const toRelease = (stored: StoredRelease): Release => ({
  id: stored.id,
  assignment: stored.assignment,
  for: forWhom(stored),
  student: stored.student,
  by: stored.authorId,
  teacher: stored.teacher,
  releasedAt: stored.releasedAt.toISOString(),
});
