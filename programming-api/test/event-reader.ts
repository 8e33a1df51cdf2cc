import { readEvents as splitEvents } from '@touchstone/test-kit';
import { expect } from 'vitest';
import type { TestUser } from './start-api.ts';

interface ReceivedEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: unknown;
}

export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  /** All events so far, in order. */
  readonly events: readonly ReceivedEvent[];
  /** The text so far, with comments and retry hints. */
  readonly text: () => string;
  /** Waits for the n-th event with that name, from 1. */
  nth(event: string, n?: number): Promise<ReceivedEvent>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads an event stream as a browser does, but does not reconnect. */
export async function readEvents(
  url: string,
  user: TestUser,
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const abort = new AbortController();
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${user.token}`, ...headers },
    signal: abort.signal,
  });
  let text = '';
  const events: ReceivedEvent[] = [];
  const decoder = new TextDecoder();
  const recordText = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      yield chunk;
    }
  };
  const read = async (): Promise<void> => {
    if (response.body === null) return;
    for await (const { name, id, data } of splitEvents(recordText(response.body))) {
      events.push({ event: name, id: id ?? null, data: JSON.parse(data) });
    }
  };
  const ended = read().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return {
    status: response.status,
    headers: response.headers,
    events,
    text: () => text,
    async nth(name, n = 1) {
      const found = (): ReceivedEvent | undefined =>
        events.filter(({ event }) => event === name)[n - 1];
      await expect.poll(found, { timeout: 5000, interval: 10 }).toBeDefined();
      return found() as ReceivedEvent;
    },
    ended,
    close: () => abort.abort(),
  };
}
