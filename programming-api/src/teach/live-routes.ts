import { hasRightsOf, type TeachEvents } from '@touchstone/contracts';
import { callRoute } from '../http/call-route.ts';
import type { TypedApp } from '../http/typed-app.ts';
import { logSendFailure, type EventStreams } from '../live/event-streams.ts';
import { teachingOf } from '../people/enforce-callers.ts';
import type { RouteDeps } from '../route-deps.ts';
import type { ReadQueueState } from './queue-state.ts';

interface TeachLiveDeps extends Pick<RouteDeps, 'sessions' | 'rights' | 'rateLimits'> {
  readonly streams: EventStreams;
  readonly readQueueState: ReadQueueState;
  readonly intervalMs: number;
}

/** Sends the queue's state whenever it differs from what was sent last. */
export function teachLiveRoutes(app: TypedApp, deps: TeachLiveDeps): void {
  const { sessions, rights, rateLimits, streams, readQueueState, intervalMs } = deps;
  app.route({
    ...callRoute('GET /api/teach/:course/events'),
    compress: false,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const session = await sessions.requireSession(request);
      await rateLimits.countRead(request);
      const { course } = teachingOf(request);
      const teaches = async (): Promise<boolean> => {
        const { isAdministrator, roles } = await rights.of(session.userId);
        return isAdministrator || hasRightsOf(roles.get(course.id) ?? null, 'assistant');
      };
      const stream = streams.open<TeachEvents>(session, reply, teaches);
      let sent = '';
      const send = async (): Promise<void> => {
        const state = await readQueueState();
        const text = JSON.stringify(state);
        if (text === sent) return;
        sent = text;
        stream.send('queue', state);
      };
      const onError = logSendFailure(reply);
      const timer = setInterval(() => void send().catch(onError), intervalMs);
      stream.onClose(() => clearInterval(timer));
      await send().catch(onError);
      return reply;
    },
  });
}
