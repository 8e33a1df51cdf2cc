import { auditPageSize, type AuditEntry, type AuditQuery } from '@touchstone/contracts';
import type { Cell } from '@touchstone/contracts/csv';
import { noteActions, readAuditLog } from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import type { TypedApp } from '../http/typed-app.ts';
import { teachingOf } from '../people/enforce-callers.ts';
import { sendCsv } from '../http/csv-answer.ts';
import type { TeachDeps } from './whom.ts';

/** What was done in a course. Nothing changes or removes it. */
export function auditRoutes(app: TypedApp, { database, rateLimits }: TeachDeps): void {
  const { kysely } = database;

  app.route({
    ...callRoute('GET /api/teach/:course/audit'),
    handler: async (request) => {
      await rateLimits.countRead(request);
      const { limit, ...query } = request.query;
      const { id: courseId } = teachingOf(request).course;
      return readAuditLog(kysely, { ...query, courseId }, limit);
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/audit.csv'),
    handler: async (request, reply) => {
      await rateLimits.countRead(request);
      const { course, userId: actor } = teachingOf(request);
      await noteActions(kysely, [{ actor, courseId: course.id, action: 'export-audit' }]);
      return sendCsv(reply, `${course.slug}-audit-log`, auditCsv(course.id, request.query));
    },
  });

  async function* auditCsv(courseId: string, query: AuditQuery): AsyncGenerator<readonly Cell[]> {
    yield ['at', 'action', 'text', 'actor', 'about'];
    let { before } = query;
    do {
      const choice = { ...query, courseId, before };
      const { entries, next } = await readAuditLog(kysely, choice, auditPageSize.max);
      yield* entries.map(line);
      before = next ?? undefined;
    } while (before !== undefined);
  }
}

const line = ({ at, action, text, actorId, subjectId }: AuditEntry): Cell[] => [
  ...[at, action, text, actorId ?? 'command', subjectId],
];
