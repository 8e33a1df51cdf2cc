import { hasEnded, type SubmissionEvents, type UserEvents } from '@touchstone/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { callRoute } from '../http/call-route.ts';
import { parseId, notFound } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { Sees } from '../people/rights.ts';
import type { RouteDeps } from '../route-deps.ts';
import type { Session } from '../sessions/sessions.ts';
import type { Changes } from './changes.ts';
import { logSendFailure, type EventStreams } from './event-streams.ts';
import type { QueuePositions } from './queue-positions.ts';
import type { ReadRow } from './read-row.ts';
import { SubmissionFollower } from './submission-follower.ts';
import { stateOf, type SubmissionState } from './submission-state.ts';
import { UserFollower } from './user-follower.ts';

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
      await followUser(deps, reply, session, followed);
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
  const { readRow, changes, positions } = deps;
  const onError = logSendFailure(reply);
  let follower: SubmissionFollower | null = null;
  let before: SubmissionState | null = null;
  const unsubscribe = changes.ofSubmission(id, (state) => {
    if (follower === null) before = newer(before, state);
    else follower.send(state).catch(onError);
  });
  try {
    const stored = await readRow(id);
    if (stored?.userId !== session.userId) throw notFound('submission');
    await deps.catalog.requireSeen(stored.submission, sees);
    const state = newer(before, stateOf(stored));
    if (hasEnded(state) && lastRevision >= state.revision) {
      unsubscribe();
      void reply.code(204).send();
      return;
    }
    const stream = deps.streams.open<SubmissionEvents>(session, reply);
    const following = new SubmissionFollower(stream, positions);
    follower = following;
    stream.onHeartbeat(async () => {
      const again = await readRow(id);
      if (again !== null) await following.send(stateOf(again));
    });
    stream.onClose(unsubscribe);
    following.send(state).catch(onError);
  } catch (error) {
    unsubscribe();
    throw error;
  }
}

const newer = (one: SubmissionState | null, other: SubmissionState): SubmissionState =>
  one !== null && one.revision >= other.revision ? one : other;

async function followUser(
  deps: LiveDeps,
  reply: FastifyReply,
  session: Session,
  followed: { courseId: string | null; lastSubmissionId: string | null },
): Promise<void> {
  const { database, changes } = deps;
  const onError = logSendFailure(reply);
  const stream = deps.streams.open<UserEvents>(session, reply);
  const follower = new UserFollower(database, stream, { userId: session.userId, ...followed });
  stream.onHeartbeat(() => follower.catchUp());
  const unsubscribe = changes.ofUser(session.userId, (stored) => {
    follower.send(stored).catch(onError);
  });
  stream.onClose(unsubscribe);
  await follower.catchUp().catch(onError);
}
