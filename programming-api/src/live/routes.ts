import { courseQuerySchema, type SubmissionEvents, type UserEvents } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Catalog } from '../courses/catalog.ts';
import { demandId, notFound } from '../http/problems.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { noQuery, type TypedApp } from '../http/typed-app.ts';
import type { Session, Sessions } from '../users/sessions.ts';
import type { Changes } from './changes.ts';
import { failedTelling, type EventStreams } from './event-streams.ts';
import type { QueuePositions } from './queue-positions.ts';
import type { ReadRow } from './read-row.ts';
import { SubmissionFollower } from './submission-follower.ts';
import { stateOf, type SubmissionState } from './submission-state.ts';
import { UserFollower } from './user-follower.ts';

/*
 * Both event streams go by the same rule, so that nothing falls between two chairs: subscribe,
 * then read the database, then send, and with each heartbeat read again.
 */

const uuidSchema = z.uuid();

export interface LiveDeps {
  readonly database: Database;
  readonly sessions: Sessions;
  readonly catalog: Catalog;
  readonly rateLimits: RateLimits;
  readonly changes: Changes;
  readonly positions: QueuePositions;
  readonly readRow: ReadRow;
  readonly streams: EventStreams;
}

export function liveRoutes(app: TypedApp, deps: LiveDeps): void {
  const stream = { compress: false, exposeHeadRoute: false, config: { streams: true } } as const;

  app.get(
    '/api/submissions/:id/events',
    { ...stream, schema: { params: z.object({ id: z.string() }), querystring: noQuery } },
    async (request, reply) => {
      const session = await deps.sessions.demandSession(request);
      const id = demandId(request.params.id, 'submission');
      await deps.rateLimits.countRead(request);
      const seen = Number(request.headers['last-event-id']);
      await followSubmission(deps, reply, { session, id, seenRevision: seen });
      return reply;
    },
  );

  app.get(
    '/api/me/events',
    { ...stream, schema: { querystring: courseQuerySchema } },
    async (request, reply) => {
      const session = await deps.sessions.demandSession(request);
      await deps.rateLimits.countRead(request);
      const course = await deps.catalog.course(request.query.course);
      const lastId = uuidSchema.safeParse(request.headers['last-event-id']).data ?? null;
      const followed = { courseId: course?.id ?? null, lastSubmissionId: lastId };
      await followUser(deps, reply, session, followed);
      return reply;
    },
  );
}

async function followSubmission(
  deps: LiveDeps,
  reply: FastifyReply,
  { session, id, seenRevision }: { session: Session; id: string; seenRevision: number },
): Promise<void> {
  const { readRow, changes, positions } = deps;
  const onError = failedTelling(reply);
  let follower: SubmissionFollower | null = null;
  let before: SubmissionState | null = null;
  const unsubscribe = changes.ofSubmission(id, (state) => {
    if (follower === null) before = newer(before, state);
    else follower.tell(state).catch(onError);
  });
  try {
    const stored = await readRow(id);
    if (stored?.userId !== session.userId) throw notFound('submission');
    const state = newer(before, stateOf(stored));
    if (state.status === 'graded' && seenRevision >= state.revision) {
      unsubscribe();
      void reply.code(204).send();
      return;
    }
    const stream = deps.streams.open<SubmissionEvents>(session, reply);
    const following = new SubmissionFollower(stream, positions);
    follower = following;
    stream.onBeat(async () => {
      const again = await readRow(id);
      if (again !== null) await following.tell(stateOf(again));
    });
    stream.onClose(unsubscribe);
    following.tell(state).catch(onError);
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
  const onError = failedTelling(reply);
  const stream = deps.streams.open<UserEvents>(session, reply);
  const follower = new UserFollower(database, stream, { userId: session.userId, ...followed });
  stream.onBeat(() => follower.catchUp());
  const unsubscribe = changes.ofUser(session.userId, (stored) => {
    follower.tell(stored).catch(onError);
  });
  stream.onClose(unsubscribe);
  await follower.catchUp().catch(onError);
}
