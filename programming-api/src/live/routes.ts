import { hasEnded, type SubmissionEvents, type UserEvents } from '@touchstone/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { callRoute } from '../http/call-route.ts';
import { parseId, notFound, ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { Sees } from '../people/rights.ts';
import type { RouteDeps } from '../route-deps.ts';
import type { Session } from '../sessions/sessions.ts';
import type { Changes } from './changes.ts';
import { logSendFailure, type EventStreams } from './event-streams.ts';
import type { QueuePositions } from './queue-positions.ts';
import type { ReadRow } from './read-row.ts';
import { SubmissionFollower } from './submission-follower.ts';
import { heldState, stateOf, type SubmissionState } from './submission-state.ts';
import { UserFollower } from './user-follower.ts';
import { readProgressNow } from '../users/progress.ts';

/*
 * Both streams follow one rule so that no change is missed: subscribe, then read the database, then
 * send, and read again at each heartbeat.
 */

const uuidSchema = z.uuid();

interface LiveDeps extends Pick<
  RouteDeps,
  'database' | 'sessions' | 'rights' | 'catalog' | 'rateLimits'
> {
  readonly changes: Changes;
  readonly positions: QueuePositions;
  readonly readRow: ReadRow;
  readonly streams: EventStreams;
  readonly clock: Clock;
}

export function liveRoutes(app: TypedApp, deps: LiveDeps): void {
  const stream = { compress: false, exposeHeadRoute: false } as const;

  app.route({
    ...callRoute('GET /api/submissions/:id/events'),
    ...stream,
    handler: async (request, reply) => {
      const session = await deps.sessions.requireSession(request);
      const id = parseId(request.params.id, 'submission');
      await deps.rateLimits.countRead(request);
      const lastRevision = Number(request.headers['last-event-id']);
      const sees = deps.rights.seenBy(request);
      await followSubmission(deps, reply, { session, sees, id, lastRevision });
      return reply;
    },
  });

  app.route({
    ...callRoute('GET /api/me/events'),
    ...stream,
    handler: async (request, reply) => {
      const session = await deps.sessions.requireSession(request);
      await deps.rateLimits.countRead(request);
      const sees = deps.rights.seenBy(request);
      const course = await deps.catalog.course(request.query.course, sees);
      const lastId = uuidSchema.safeParse(request.headers['last-event-id']).data ?? null;
      const followed = { courseId: course?.id ?? null, lastSubmissionId: lastId };
      await followUser(deps, reply, { session, sees, slug: course?.slug, ...followed });
      return reply;
    },
  });
}

async function followSubmission(
  deps: LiveDeps,
  reply: FastifyReply,
  followed: { session: Session; sees: Sees; id: string; lastRevision: number },
): Promise<void> {
  const { session, sees, id, lastRevision } = followed;
  const { database, readRow, changes, positions } = deps;
  const onError = logSendFailure(reply);
  let sendNext: ((state: SubmissionState) => Promise<void>) | null = null;
  let before: SubmissionState | null = null;
  const unsubscribe = changes.ofSubmission(id, (state) => {
    if (sendNext === null) before = newer(before, state);
    else sendNext(state).catch(onError);
  });
  try {
    const stored = await readRow(id);
    if (stored?.userId !== session.userId) throw notFound('submission');
    await deps.catalog.requireSeen(stored.submission, sees);
    const shown = async (state: SubmissionState): Promise<SubmissionState> => {
      const held = await deps.catalog.heldAssignments(sees);
      if (held.includes(stored.submission.assignmentId)) return heldState(stored.submission);
      if (held.length === 0 || state.status !== 'graded') return state;
      const of = { courseId: stored.courseId, held };
      return { ...state, points: (await readProgressNow(database, session.userId, of)).points };
    };
    const state = await shown(newer(before, stateOf(stored)));
    if ((hasEnded(state) || state.status === 'held') && lastRevision >= state.revision) {
      unsubscribe();
      void reply.code(204).send();
      return;
    }
    const stream = deps.streams.open<SubmissionEvents>(session, reply, () =>
      isFound(deps.catalog.requireSeen(stored.submission, sees)),
    );
    const following = new SubmissionFollower(stream, positions);
    const send = async (next: SubmissionState): Promise<void> => following.send(await shown(next));
    sendNext = send;
    stream.onHeartbeat(async () => {
      const again = await readRow(id);
      if (again !== null) await send(stateOf(again));
    });
    stream.onClose(unsubscribe);
    send(newer(before, state)).catch(onError);
  } catch (error) {
    unsubscribe();
    throw error;
  }
}

/** False if it rejects as for something absent. */
async function isFound(reading: Promise<unknown>): Promise<boolean> {
  try {
    await reading;
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return false;
    throw error;
  }
}

const newer = (one: SubmissionState | null, other: SubmissionState): SubmissionState =>
  one !== null && one.revision >= other.revision ? one : other;

async function followUser(
  deps: LiveDeps,
  reply: FastifyReply,
  followed: {
    session: Session;
    sees: Sees;
    slug: string | undefined;
    courseId: string | null;
    lastSubmissionId: string | null;
  },
): Promise<void> {
  const { changes, catalog, clock } = deps;
  const { session, sees, slug, courseId, lastSubmissionId } = followed;
  const { userId } = session;
  const onError = logSendFailure(reply);
  const openedAt = clock.now();
  const stream = deps.streams.open<UserEvents>(
    session,
    reply,
    async () => slug === undefined || isFound(catalog.course(slug, sees)),
  );
  const follower = new UserFollower(deps, stream, {
    ...{ userId, sees, openedAt, courseId, lastSubmissionId },
    isSeen: async (stored) =>
      (session.viewedCourseId ?? stored.courseId) === stored.courseId &&
      (await isFound(catalog.requireSeen(stored.submission, sees))),
  });
  stream.onHeartbeat(() => follower.catchUp());
  const unsubscribe = changes.ofUser(userId, (stored) => {
    follower.send(stored).catch(onError);
  });
  const ignoreData = changes.ofUserData(userId, () => {
    follower.dataChanged().catch(onError);
  });
  const ignoreCourses = changes.ofCourses(() => {
    follower.coursesChanged().catch(onError);
  });
  stream.onClose(unsubscribe);
  stream.onClose(ignoreData);
  stream.onClose(ignoreCourses);
  await follower.catchUp().catch(onError);
}
