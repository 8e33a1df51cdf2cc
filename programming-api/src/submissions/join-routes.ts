import { userCacheTag, writtenProgram, type ProblemType } from '@touchstone/contracts';
import {
  answerJoin,
  findUserByRecoveryHash,
  listJoins,
  offerJoin,
  readJoinedDraft,
  readJoinedProgram,
  readSubmission,
  redeemDeviceCode,
  type JoinOutcome,
} from '@touchstone/database';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../clock/clock.ts';
import { holdBack } from '../courses/held-back.ts';
import { callRoute } from '../http/call-route.ts';
import { notFound, parseId, ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { Announce } from '../live/announcements.ts';
import type { RouteDeps } from '../route-deps.ts';
import { hashWrittenCode } from '../sessions/written-code.ts';

/*
 * How the holder of an account joins what they did before without one. Nothing is joined unasked: a sign-in
 * in the browser of an anonymous user, or a code or key of that user, only makes the question.
 */

interface JoinDeps extends Pick<
  RouteDeps,
  'database' | 'messaging' | 'sessions' | 'rights' | 'catalog' | 'rateLimits' | 'freeDisk'
> {
  readonly announce: Announce;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
}

const refusals: Readonly<
  Record<'in-grading' | 'not-joinable' | 'too-late', { type: ProblemType; detail: string }>
> = {
  'in-grading': {
    type: 'submission-in-grading',
    detail: 'One of the programs is in grading. Try again in a moment.',
  },
  'not-joinable': {
    type: 'not-joinable',
    detail:
      'Only the history of an anonymous user can be joined, and only once. To be asked again, enter a device code or the recovery key of that user.',
  },
  'too-late': { type: 'undo-is-over', detail: 'More than 14 days have passed.' },
};

export function joinRoutes(app: TypedApp, deps: JoinDeps): void {
  const { database, messaging, sessions, rights, catalog, rateLimits, freeDisk, clock } = deps;
  const { kysely } = database;

  app.route({
    ...callRoute('GET /api/me/joins'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      await rateLimits.countRead(request);
      const sees = rights.seenBy(request);
      const joins = await listJoins(kysely, {
        ...{ userId, now: clock.now() },
        exceptIn: await catalog.hiddenCourses(sees),
        exceptOf: await catalog.hiddenAssignments(sees),
        held: await catalog.heldAssignments(sees),
      });
      return { joins };
    },
  });

  app.route({
    ...callRoute('POST /api/me/joins'),
    handler: async (request, reply) => {
      const userId = await sessions.require(request);
      freeDisk.assertRoom();
      await rateLimits.countCode(request);
      const { body } = request;
      const earlier =
        'code' in body
          ? await redeemDeviceCode(kysely, hashWrittenCode(body.code))
          : await findUserByRecoveryHash(kysely, hashWrittenCode(body.recoveryKey));
      if (earlier === null) {
        throw new ProblemError('invalid-code', {
          detail:
            'code' in body
              ? 'The code is wrong, used or expired. Get a new one.'
              : 'The recovery key is wrong, or a newer one has replaced it.',
        });
      }
      const id = await offerJoin(kysely, { userId, earlierUserId: earlier.id });
      if (id === null) {
        throw new ProblemError('not-joinable', {
          detail: 'This is the code or key of an account, or your own. Accounts cannot be joined.',
        });
      }
      return reply.code(201).send({ id });
    },
  });

  app.route({
    ...callRoute('GET /api/me/joins/:id/submissions/:submission'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      const joinId = parseId(request.params.id, 'history');
      const id = parseId(request.params.submission, 'submission');
      await rateLimits.countRead(request);
      const stored = await readJoinedProgram(kysely, { joinId, userId, now: clock.now() }, id);
      if (stored === null) throw notFound('submission');
      const { submission } = stored;
      const sees = rights.seenBy(request);
      await catalog.requireSeen(submission, sees);
      const isHeld = (await catalog.heldAssignments(sees)).includes(submission.assignmentId);
      return { submission: isHeld ? holdBack(submission) : submission };
    },
  });

  app.route({
    ...callRoute('GET /api/me/joins/:id/drafts/:assignmentId'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      const joinId = parseId(request.params.id, 'history');
      const assignmentId = parseId(request.params.assignmentId, 'assignment');
      await rateLimits.countRead(request);
      const draft = await readJoinedDraft(
        kysely,
        { joinId, userId, now: clock.now() },
        assignmentId,
      );
      if (draft === null) throw notFound('draft');
      await catalog.requireSeen({ assignmentId }, rights.seenBy(request));
      const { revision, changedAt } = draft;
      return { draft: { assignmentId, ...writtenProgram(draft), revision, changedAt } };
    },
  });

  app.route({
    ...callRoute('PUT /api/me/joins/:id'),
    handler: async (request, reply) => {
      const userId = await sessions.require(request);
      const id = parseId(request.params.id, 'history');
      freeDisk.assertRoom();
      const { state } = request.body;
      const { hasIdentity } = await rights.of(userId);
      if (state === 'joined' && !hasIdentity) {
        throw new ProblemError('forbidden', {
          detail: 'Sign in to an account first. Then you can join a history to it.',
        });
      }
      const outcome = await answerJoin(kysely, { id, userId, now: clock.now() }, state);
      if (outcome.kind === 'unknown') throw notFound('history');
      if (outcome.kind !== 'done') {
        const { type, detail } = refusals[outcome.kind];
        throw new ProblemError(type, {
          detail,
          ...(outcome.kind === 'in-grading' && { submissionId: outcome.submissionId }),
        });
      }
      await announceMoved(outcome);
      return reply.code(204).send();
    },
  });

  /** To caches in all processes, and to open pages. */
  const announceMoved = async ({
    userIds,
    newest,
  }: Extract<JoinOutcome, { kind: 'done' }>): Promise<void> => {
    await messaging.cacheFlushes.flush(userIds.map(userCacheTag)).catch((error: unknown) => {
      deps.log.warn({ err: error }, 'Other processes may serve old points for up to a minute');
    });
    const stored = newest === null ? null : await readSubmission(kysely, newest);
    if (stored !== null) await deps.announce(stored);
  };
}
