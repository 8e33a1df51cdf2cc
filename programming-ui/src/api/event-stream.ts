import type { Connectivity } from '../browser/connectivity.ts';
import { createBackOff } from './back-off.ts';

/**
 * Server-Sent Events that come back by themselves.
 *
 *   connecting --open--> open --error--> lost --(browser or back-off)--> connecting
 *                                        lost --onRefused says 'end'--> closed
 *
 * The browser reconnects after a broken connection and sends Last-Event-ID; after any answer but
 * 200 it gives up without saying why. Then `onRefused` finds out by an ordinary call.
 */
export interface EventStreamOptions<Events extends object> {
  readonly url: string;
  readonly names: readonly (keyof Events & string)[];
  readonly EventSource: typeof EventSource;
  readonly connectivity: Connectivity;
  readonly onEvent: <Name extends keyof Events & string>(name: Name, data: Events[Name]) => void;
  readonly onOpen?: () => void;
  readonly onLost?: () => void;
  /** The server answered otherwise than with a stream: `again` reconnects, `end` closes. */
  readonly onRefused: () => Promise<'again' | 'end'>;
  readonly random?: () => number;
}

export interface EventStream {
  close(): void;
}

export function openEventStream<Events extends object>(
  options: EventStreamOptions<Events>,
): EventStream {
  const backOff = createBackOff(options.random === undefined ? {} : { random: options.random });
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
    for (const name of options.names) {
      opened.addEventListener(name, (event: MessageEvent<string>) => {
        if (closed || source !== opened) return;
        options.onEvent(name, JSON.parse(event.data) as Events[typeof name]);
      });
    }
  }

  async function afterRefusal(refused: EventSource): Promise<void> {
    const next = await options.onRefused().catch(() => 'again' as const);
    // The network may have come back meanwhile, and a new connection with it.
    if (closed || source !== refused) return;
    if (next === 'end') close();
    else timer = setTimeout(connect, backOff.next());
  }

  /** A connection that died with the network may not be noticed for minutes: make a new one. */
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
