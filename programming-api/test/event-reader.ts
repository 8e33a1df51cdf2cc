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
  /** Waits for the n-th event of that name, from 1. */
  nth(event: string, n?: number): Promise<ReceivedEvent>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads an event stream as a browser does, but never comes again by itself. */
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
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body ?? []) {
      const part = decoder.decode(chunk, { stream: true });
      text += part;
      const frames = (rest + part).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const event = parseFrame(frame);
        if (event !== null) events.push(event);
      }
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

function parseFrame(frame: string): ReceivedEvent | null {
  const fields = new Map(
    frame.split('\n').map((line): [string, string] => {
      const [name = '', ...value] = line.split(': ');
      return [name, value.join(': ')];
    }),
  );
  const event = fields.get('event');
  if (event === undefined) return null;
  return { event, id: fields.get('id') ?? null, data: JSON.parse(fields.get('data') ?? 'null') };
}
