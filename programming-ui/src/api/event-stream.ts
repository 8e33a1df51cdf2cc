import type { Connectivity } from '../browser/connectivity.ts';
import { createBackOff } from './back-off.ts';

/**
 * Server-Sent Events that reconnect automatically.
 *
 *   connecting --open--> open --error--> lost --(browser or back-off)--> connecting
 *                                        lost --onRefused: 'end'--> closed
 *
 * The browser reconnects after a broken connection and sends Last-Event-ID. After any answer but 200
 * it gives up and does not report why; `onRefused` then finds out by an ordinary call.
 */
export interface EventStreamOptions<Events extends object> {
  readonly url: string;
  readonly EventSource: typeof EventSource;
  readonly connectivity: Connectivity;
  /** A handler for each kind of event, by its name. */
  readonly on: { readonly [Name in keyof Events]: (data: Events[Name]) => void };
  readonly onOpen?: () => void;
  readonly onLost?: () => void;
  /** The server did not answer with a stream: `again` reconnects, `end` closes. */
  readonly onRefused: () => Promise<'again' | 'end'>;
  readonly random?: () => number;
}

export interface EventStream {
  close(): void;
}

export function openEventStream<Events extends object>(
  options: EventStreamOptions<Events>,
): EventStream {
  const backOff = createBackOff(options.random);
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function connect(): void {
    clearTimeout(timer);
    const opened = new options.EventSource(options.url);
    source = opened;
    opened.onopen = () => {
      backOff.reset();
      options.onOpen?.();
    };
    opened.onerror = () => {
      if (closed || source !== opened) return;
      options.onLost?.();
      if (opened.readyState === options.EventSource.CLOSED) void afterRefusal(opened);
    };
    for (const [name, handle] of Object.entries<(data: never) => void>(options.on)) {
      opened.addEventListener(name, (event: MessageEvent<string>) => {
        if (!closed && source === opened) handle(JSON.parse(event.data) as never);
      });
    }
  }

  async function afterRefusal(refused: EventSource): Promise<void> {
    const next = await options.onRefused().catch(() => 'again' as const);
    // The network may have come back meanwhile, which has opened a new connection.
    if (closed || source !== refused) return;
    if (next === 'end') close();
    else timer = setTimeout(connect, backOff.next());
  }

  /** The browser may take minutes to notice that a connection died with the network. */
  const stopListening = options.connectivity.onOnline(() => {
    source?.close();
    connect();
  });

  function close(): void {
    closed = true;
    clearTimeout(timer);
    stopListening();
    source?.close();
    source = null;
  }

  connect();
  return { close };
}
