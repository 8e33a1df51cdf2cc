import type { OutgoingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { coursesCacheTag, userCacheTag } from '@touchstone/contracts';
import type { FastifyReply } from 'fastify';
import { ProblemError } from '../http/problems.ts';
import { sessionTag, type Session } from '../sessions/sessions.ts';
import { EventStream } from './event-stream.ts';
import { ListenersByKey } from './listeners-by-key.ts';

interface EventStreamsOptions {
  readonly heartbeatMs: number;
  readonly reconnectMs: number;
  /** For each user, in this process. */
  readonly streamLimit: number;
  readonly isSessionOpen: (session: Session) => Promise<boolean>;
}

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/** Logs that a change could not be sent; the next heartbeat tries again. */
export const logSendFailure =
  ({ log }: FastifyReply) =>
  (error: unknown): void =>
    log.error({ err: error }, 'Could not send a change');

/** All event streams open in this process. */
export class EventStreams {
  readonly #options: EventStreamsOptions;
  readonly #open = new Set<EventStream<never>>();
  readonly #countByUser = new Map<string, number>();
  readonly #endsBySession = new ListenersByKey<() => void>();
  /** By the tags of what a reader may see. */
  readonly #checksByTag = new ListenersByKey<() => void>();
  #closing = false;

  constructor(options: EventStreamsOptions) {
    this.#options = options;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /**
   * Answers with an event stream, which ends with its session, or when `isAllowed` no longer holds after a change
   * of the user's rights or of courses.
   * @throws ProblemError 429 when the user has too many open, 503 while closing
   */
  open<Events extends object>(
    session: Session,
    reply: FastifyReply,
    isAllowed: () => Promise<boolean>,
  ): EventStream<Events> {
    const { reconnectMs, streamLimit, isSessionOpen } = this.#options;
    const { userId } = session;
    if (this.#closing) throw new ProblemError('unavailable', { retryAfterSeconds: 1 });
    const count = this.#countByUser.get(userId) ?? 0;
    if (count >= streamLimit) {
      throw new ProblemError('rate-limited', {
        detail: `At most ${streamLimit} event streams may be open at once. Close some pages.`,
        retryAfterSeconds: 5,
      });
    }
    this.#countByUser.set(userId, count + 1);
    // Bypasses Fastify's reply stream, which would cost memory and an extra packet at the end.
    const headers = reply.headers(streamHeaders).getHeaders() as OutgoingHttpHeaders;
    reply.hijack();
    reply.raw.writeHead(200, headers);
    const stream = new EventStream<Events>(reply.raw, reconnectMs);
    this.#open.add(stream);
    const endIfRefused = async (): Promise<void> => {
      if (!(await isSessionOpen(session)) || !(await isAllowed())) stream.end();
    };
    const onError = logSendFailure(reply);
    const stopHeartbeats = this.#startHeartbeats(async () => {
      await endIfRefused();
      await stream.heartbeat();
    }, onError);
    const check = (): void => void endIfRefused().catch(onError);
    const forgets = [
      this.#endsBySession.add(sessionTag(session), () => stream.end()),
      ...[userCacheTag(userId), coursesCacheTag].map((tag) => this.#checksByTag.add(tag, check)),
    ];
    // The session or the rights may have ended before the listeners were added.
    check();
    stream.onClose(() => {
      stopHeartbeats();
      for (const forget of forgets) forget();
      this.#open.delete(stream);
      this.#uncount(userId);
    });
    return stream;
  }

  /** Ends the streams of the sessions with these tags, and those whose readers have lost their rights. */
  onFlush(tags: readonly string[]): void {
    for (const tag of tags) {
      for (const end of this.#endsBySession.of(tag)) end();
      for (const check of this.#checksByTag.of(tag)) check();
    }
  }

  /** Ends all streams. Their readers reconnect to other processes, spread over some time. */
  async close(timeoutMs: number): Promise<void> {
    this.#closing = true;
    const { reconnectMs } = this.#options;
    const ended = [...this.#open].map((stream) => {
      stream.end(reconnectMs * (1 + Math.random()));
      return new Promise<void>((resolve) => stream.onClose(resolve));
    });
    const deadline = new AbortController();
    await Promise.race([
      Promise.all(ended),
      delay(timeoutMs, undefined, { signal: deadline.signal }).catch(() => undefined),
    ]);
    deadline.abort();
    for (const stream of this.#open) stream.destroy();
  }

  /** With some jitter, since after a restart all readers connect at once. */
  #startHeartbeats(beat: () => Promise<void>, onError: (error: unknown) => void): () => void {
    const { heartbeatMs } = this.#options;
    let timer: NodeJS.Timeout;
    const schedule = (): void => {
      timer = setTimeout(
        () => {
          beat().catch(onError);
          schedule();
        },
        heartbeatMs * (0.8 + 0.2 * Math.random()),
      );
    };
    schedule();
    return () => clearTimeout(timer);
  }

  #uncount(userId: string): void {
    const left = (this.#countByUser.get(userId) ?? 1) - 1;
    if (left === 0) this.#countByUser.delete(userId);
    else this.#countByUser.set(userId, left);
  }
}
