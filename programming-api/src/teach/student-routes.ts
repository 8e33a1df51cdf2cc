import {
  addNote,
  listJoinsInCourse,
  listNotes,
  listSubmissions,
  listTaughtAssignments,
  markSeen,
  noteActions,
  noteLook,
  readSubmission,
  removeNote,
  startViewing,
  stopViewing,
} from '@touchstone/database';
import type { Cell } from '@touchstone/contracts/csv';
import type { FastifyRequest } from 'fastify';
import { callRoute } from '../http/call-route.ts';
import { notFound, parseId } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { teachingOf } from '../people/enforce-callers.ts';
import { sendCsv } from '../http/csv-answer.ts';
import { shownAssignment, shownStudent } from './shown.ts';
import { requireAssignment, requireStudent, scopeOf, type TeachDeps } from './whom.ts';

const csvPage = 100;

/** A student of the course, as teachers see one. */
export function teachStudentRoutes(
  app: TypedApp,
  deps: TeachDeps & Pick<RouteDeps, 'sessions' | 'catalog' | 'rights'>,
): void {
  const { kysely } = deps.database;

  /** The student, whom the caller may see. */
  const about = async (request: FastifyRequest<{ Params: { user: string } }>) => {
    const scope = await scopeOf(deps, request);
    const student = await requireStudent(deps, scope, request.params.user);
    const { courseId } = scope;
    return { scope, student, courseId, userId: student.uuid, actor: teachingOf(request).userId };
  };

  app.route({
    ...callRoute('GET /api/teach/:course/students/:user'),
    handler: async (request) => {
      const { student, courseId, userId, actor } = await about(request);
      await noteLook(kysely, { actor, courseId, action: 'open-student', subjectId: userId });
      const [assignments, notes, joins, dates] = await Promise.all([
        listTaughtAssignments(kysely, courseId),
        listNotes(kysely, { courseId, userId }),
        listJoinsInCourse(kysely, { courseId, userId }),
        deps.catalog.datesOf(courseId, deps.rights.seenByUser(userId)),
      ]);
      return {
        assignments: assignments.map(shownAssignment),
        student: shownStudent(student, 'not-begun'),
        dates,
        notes,
        joins,
      };
    },
  });

  app.route({
    ...callRoute('PUT /api/teach/:course/students/:user/view'),
    handler: async (request, reply) => {
      const { courseId, userId, actor } = await about(request);
      const { tokenHash } = await deps.sessions.requireSession(request);
      await startViewing(kysely, { tokenHash, actor, student: { userId, courseId } });
      await deps.sessions.announceChanged(tokenHash);
      return reply.code(204).send();
    },
  });

  app.route({
    ...callRoute('DELETE /api/me/view'),
    handler: async (request, reply) => {
      const { tokenHash } = await deps.sessions.requireSession(request);
      await stopViewing(kysely, tokenHash);
      await deps.sessions.announceChanged(tokenHash);
      return reply.code(204).send();
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/students/:user/submissions'),
    handler: async (request) => {
      const { scope, courseId, userId, actor } = await about(request);
      await noteLook(kysely, { actor, courseId, action: 'open-student', subjectId: userId });
      const { assignment, limit, before } = request.query;
      const only =
        assignment === undefined ? null : await requireAssignment(deps, scope, assignment);
      return listSubmissions(kysely, {
        ...{ userId, courseId, limit },
        ...(only !== null && { assignmentId: only.id }),
        ...(before !== undefined && { before }),
      });
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/students/:user/submissions.csv'),
    handler: async (request, reply) => {
      const { courseId, userId, actor } = await about(request);
      await noteActions(kysely, [{ actor, courseId, action: 'export-student', subjectId: userId }]);
      return sendCsv(reply, `${request.params.course}-submissions`, timeline(courseId, userId));
    },
  });

  async function* timeline(courseId: string, userId: string): AsyncGenerator<readonly Cell[]> {
    const assignments = await listTaughtAssignments(kysely, courseId);
    const slugs = new Map(assignments.map(({ id, slug }) => [id, slug]));
    yield ['submission', 'assignment', 'handed_in', 'verdict', 'points', 'passed_tests', 'tests'];
    let before: string | null = null;
    do {
      const page = await listSubmissions(kysely, {
        ...{ userId, courseId, limit: csvPage },
        ...(before !== null && { before }),
      });
      for (const { id, assignmentId, createdAt, result } of page.submissions) {
        yield [
          ...[id, slugs.get(assignmentId) ?? null, createdAt, result?.verdict ?? null],
          ...[result?.points ?? null, result?.passedTestCount ?? null, result?.testCount ?? null],
        ];
      }
      before = page.next;
    } while (before !== null);
  }

  app.route({
    ...callRoute('GET /api/teach/:course/submissions/:id'),
    handler: async (request) => {
      const scope = await scopeOf(deps, request);
      const stored = await readSubmission(kysely, parseId(request.params.id, 'submission'));
      if (stored?.courseId !== scope.courseId || stored.userId === null) {
        throw notFound('submission');
      }
      if (scope.students?.includes(stored.userId) === false) throw notFound('submission');
      const { courseId } = scope;
      const { userId: actor } = teachingOf(request);
      const subjectId = stored.userId;
      // The history of one's own work is one's own.
      if (actor !== subjectId) {
        await noteLook(kysely, { actor, courseId, action: 'open-program', subjectId });
      }
      return { submission: stored.submission, student: subjectId };
    },
  });

  app.route({
    ...callRoute('POST /api/teach/:course/students/:user/seen'),
    handler: async (request, reply) => {
      const { scope, courseId, userId, actor } = await about(request);
      const { id } = await requireAssignment(deps, scope, request.body.assignment);
      const mark = { courseId, userId, actor, assignmentId: id };
      if (!(await markSeen(kysely, mark))) throw notFound('submission of the student');
      return reply.code(204).send();
    },
  });

  app.route({
    ...callRoute('POST /api/teach/:course/students/:user/notes'),
    handler: async (request, reply) => {
      deps.freeDisk.assertRoom();
      const { courseId, userId, actor } = await about(request);
      const { text } = request.body;
      return reply.code(201).send(await addNote(kysely, { courseId, userId, actor, text }));
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/students/:user/notes.csv'),
    handler: async (request, reply) => {
      const { courseId, userId, actor } = await about(request);
      await noteActions(kysely, [{ actor, courseId, action: 'export-notes', subjectId: userId }]);
      const notes = await listNotes(kysely, { courseId, userId });
      return sendCsv(reply, `${request.params.course}-notes`, [
        ['written_at', 'author', 'author_uuid', 'text'],
        ...notes.map(({ at, author, authorId, text }) => [
          ...[at, author?.name ?? author?.mail ?? null, authorId, text],
        ]),
      ]);
    },
  });

  app.route({
    ...callRoute('DELETE /api/teach/:course/students/:user/notes/:note'),
    handler: async (request, reply) => {
      const { courseId, userId, actor } = await about(request);
      const id = parseId(request.params.note, 'note');
      if (!(await removeNote(kysely, { courseId, userId, actor, id }))) throw notFound('note');
      return reply.code(204).send();
    },
  });
}
