import type { Extension } from '@touchstone/contracts';
import { writeLocal } from '@touchstone/contracts/dates';
import {
  extend,
  findDatedAssignments,
  findStudent,
  listDateChanges,
  removeDateChange,
  type DateScope,
  type StoredChange,
} from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import { notFound, parseId, ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { teachingOf } from './enforce-callers.ts';

interface ExtensionDeps extends Pick<RouteDeps, 'database' | 'freeDisk'> {
  /** Makes all processes read dates again. */
  readonly announceCourses: () => Promise<void>;
}

/** Dates that teachers change for students, groups and all. */
export function extensionRoutes(app: TypedApp, deps: ExtensionDeps): void {
  const { kysely } = deps.database;

  const scopeOf = async (extended: Extension['for']): Promise<DateScope> => {
    if ('all' in extended) return { kind: 'all' };
    if ('group' in extended) return { kind: 'group', group: extended.group };
    const userId = await findStudent(kysely, extended.user);
    if (userId === null) throw notFound('student');
    return { kind: 'student', userId };
  };

  app.route({
    ...callRoute('GET /api/teach/:course/extensions'),
    handler: async (request) => {
      const { course } = teachingOf(request);
      return { extensions: (await listDateChanges(kysely, course.id)).map(toExtension) };
    },
  });

  app.route({
    ...callRoute('POST /api/teach/:course/extensions'),
    handler: async (request) => {
      deps.freeDisk.assertRoom();
      const { course, userId: authorId } = teachingOf(request);
      const { assignment: slug, for: extended, until: written, reason = null } = request.body;
      const [assignment] = await findDatedAssignments(kysely, { course: course.slug, slug });
      if (assignment === undefined) throw notFound('assignment');
      const until = new Date(written);
      const change = { scope: await scopeOf(extended), until, reason, authorId };
      const outcome = await extend(kysely, assignment, change);
      if (outcome.kind === 'no-such-group') throw notFound('group');
      if (outcome.kind !== 'extended') {
        const due = outcome.kind === 'no-due' ? null : outcome.due;
        throw new ProblemError('invalid-request', {
          detail:
            due === null
              ? 'The assignment has no date by which it is due.'
              : `It is due ${writeLocal(due.getTime(), assignment.timeZone)} (${assignment.timeZone}) for all, and an extension can only be later.`,
        });
      }
      await deps.announceCourses();
      const { closes, raised } = outcome;
      return { due: until.toISOString(), closes: closes?.toISOString() ?? null, raised };
    },
  });

  app.route({
    ...callRoute('DELETE /api/teach/:course/extensions/:extension'),
    handler: async (request, reply) => {
      const { course, userId: authorId } = teachingOf(request);
      const id = parseId(request.params.extension, 'extension');
      const changes = await listDateChanges(kysely, course.id);
      const change = changes.find((each) => each.id === id);
      if (change === undefined) throw notFound('extension');
      const { assignmentId } = change;
      await removeDateChange(kysely, { assignmentId, scope: scopeIn(change), authorId });
      await deps.announceCourses();
      return reply.code(204).send();
    },
  });
}

function scopeIn({ userId, group }: StoredChange): DateScope {
  if (userId !== null) return { kind: 'student', userId };
  return group === null ? { kind: 'all' } : { kind: 'group', group };
}

function toExtension(change: StoredChange): Extension {
  const { id, assignment, opens, due, closes, reason, changedAt, userId, group } = change;
  const write = (date: Date | null): string | null => date?.toISOString() ?? null;
  const others = group === null ? { all: true as const } : { group };
  return {
    ...{ id, assignment, reason },
    for: userId === null ? others : { user: userId },
    ...{ opens: write(opens), due: write(due), closes: write(closes) },
    changedAt: changedAt.toISOString(),
  };
}
