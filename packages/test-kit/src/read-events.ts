import { createParser } from 'eventsource-parser';

export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** Splits the body of an event stream into events, without comments and retry hints. */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
  const received: ServerSentEvent[] = [];
  const parser = createParser({
    onEvent: ({ event: name = 'message', data, id }) => received.push({ name, data, id }),
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* received.splice(0);
  }
}
