import { pointsRuleAt, type PointsCourse, type ReceivedBefore } from '@touchstone/contracts';
import { byteOrderMark } from '@touchstone/contracts/csv';
import {
  noteActions,
  overridePoints,
  pointsSourceIn,
  readPointsCourse,
  readPointsPage,
} from '@touchstone/database';
import {
  pointPages,
  pointsCsv,
  submissionPages,
  submissionsCsv,
  withCounted,
  writeZip,
} from '@touchstone/runtime/points';
import type { FastifyRequest } from 'fastify';
import { callRoute } from '../http/call-route.ts';
import { notFound, parseId, ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import { teachingOf } from '../people/enforce-callers.ts';
import type { Exports } from './exports.ts';
import { scopeOf, type TeachDeps } from './whom.ts';

interface PointsDeps extends TeachDeps {
  readonly exports: Exports;
  /** Notifies all processes of a user's points, after the commit. Never rejects. */
  readonly announcePoints: (userId: string) => Promise<void>;
}

const csvType = 'text/csv; charset=utf-8';
/** Compressing would take time from what students wait for, and is for nothing in a zip file. */
const streamed = { compress: false, exposeHeadRoute: false } as const;

/** What students have earned, and the programs that earned it. */
export function teachPointsRoutes(app: TypedApp, deps: PointsDeps): void {
  const { exports, rateLimits, freeDisk, announcePoints } = deps;
  const { kysely } = deps.database;
  const source = pointsSourceIn(kysely);

  app.route({
    ...callRoute('GET /api/teach/:course/points'),
    handler: async (request) => {
      const scope = await scopeOf(deps, request);
      const { at, ...page } = request.query;
      const { slug: course } = teachingOf(request).course;
      return readPointsPage(kysely, { ...page, scope, course, rule: pointsRuleAt(at) });
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/points.csv'),
    ...streamed,
    handler: async (request, reply) => {
      const { for: format, at } = request.query;
      const course = withCounted(await courseOf(request));
      await noteActions(kysely, [{ ...callerOf(request), action: 'export-points' }]);
      const { head, row } = pointsCsv(course, format);
      const name = `${course.slug}-points${format === 'plain' ? '' : `-${format}`}.csv`;
      return exports.send(reply, { type: csvType, name }, async (write) => {
        await write(`${byteOrderMark}${head}`);
        for await (const page of pointPages(source, course, pointsRuleAt(at))) {
          await write(page.map(([student, points]) => row(student, points)).join(''));
        }
      });
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/submissions.csv'),
    ...streamed,
    handler: async (request, reply) => {
      const { course, chosen, name } = await chosenBy(request);
      return exports.send(
        reply,
        { type: csvType, name: `${name}-submissions.csv` },
        async (write) => {
          await write(`${byteOrderMark}${submissionsCsv.head}`);
          for await (const page of submissionPages(source, course, chosen)) {
            await write(page.map(submissionsCsv.row).join(''));
          }
        },
      );
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/submissions.zip'),
    ...streamed,
    handler: async (request, reply) => {
      const { course, chosen, name } = await chosenBy(request);
      return exports.send(
        reply,
        { type: 'application/zip', name: `${name}-programs.zip` },
        (write) =>
          writeZip({
            ...{ source, course, write, numbered: chosen.take === 'all' },
            pages: submissionPages(source, course, chosen),
            onProgress: () => undefined,
          }),
      );
    },
  });

  app.route({
    ...callRoute('PUT /api/teach/:course/students/:user/points/:assignment'),
    handler: async (request, reply) => {
      freeDisk.assertRoom();
      await override(request, request.body);
      return reply.code(204).send();
    },
  });

  app.route({
    ...callRoute('DELETE /api/teach/:course/students/:user/points/:assignment'),
    handler: async (request, reply) => {
      await override(request, null);
      return reply.code(204).send();
    },
  });

  async function courseOf(request: FastifyRequest): Promise<PointsCourse> {
    await rateLimits.countRead(request);
    const course = await readPointsCourse(kysely, teachingOf(request).course.slug);
    if (course === null) throw notFound('course');
    return course;
  }

  async function chosenBy(request: ExportRequest) {
    const { assignment = null, take, before = null } = request.query;
    const course = await courseOf(request);
    if (assignment !== null && !course.assignments.some(({ slug }) => slug === assignment)) {
      throw notFound('assignment');
    }
    const chosen = { assignment, take, before: momentOf(before) };
    await noteActions(kysely, [
      { ...callerOf(request), action: 'export-submissions', details: { anonymous: false } },
    ]);
    const name = assignment === null ? course.slug : `${course.slug}-${assignment}`;
    return { course, chosen, name };
  }

  async function override(
    request: FastifyRequest<{ Params: { user: string; assignment: string } }>,
    given: { points: number; reason: string } | null,
  ): Promise<void> {
    await rateLimits.countRead(request);
    const { course, userId: actor } = teachingOf(request);
    const { assignment } = request.params;
    const student = parseId(request.params.user, 'student');
    if (student === actor) {
      throw new ProblemError('forbidden', {
        detail: 'Nobody changes their own points. Ask another teacher of the course.',
      });
    }
    const place = { course: course.slug, assignment, student };
    const outcome = await overridePoints(kysely, { place, override: given, actor });
    switch (outcome.kind) {
      case 'done':
        await announcePoints(outcome.userId);
        return;
      case 'nothing-to-remove':
        return;
      case 'no-assignment':
        throw notFound('assignment');
      case 'no-student':
        throw notFound('student');
    }
  }
}

type ExportRequest = FastifyRequest<{
  Querystring: {
    assignment?: string | undefined;
    take: 'all' | 'best' | 'latest';
    before?: string | undefined;
  };
}>;

const callerOf = (request: FastifyRequest) => {
  const { course, userId: actor } = teachingOf(request);
  return { courseId: course.id, actor };
};

const momentOf = (before: string | null): ReceivedBefore =>
  before === null || before === 'due' ? before : new Date(before).toISOString();
