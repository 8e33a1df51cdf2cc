/** A fake EventSource: the test plays the server. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readyState: number = FakeEventSource.CONNECTING;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
  }

  open(): void {
    this.readyState = FakeEventSource.OPEN;
    this.onopen?.();
  }

  send(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }

  /** The connection breaks; the browser will reconnect automatically. */
  break(): void {
    this.readyState = FakeEventSource.CONNECTING;
    this.onerror?.();
  }

  /** The server answers with something other than a stream (204, 401, 502): the browser gives up. */
  refuse(): void {
    this.readyState = FakeEventSource.CLOSED;
    this.onerror?.();
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}

/** A constructor to inject, and its instances. */
export function fakeEventSources() {
  const opened: FakeEventSource[] = [];
  class Recorded extends FakeEventSource {
    constructor(url: string) {
      super(url);
      opened.push(this);
    }
  }
  return {
    EventSource: Recorded as unknown as typeof EventSource,
    opened,
    last(): FakeEventSource {
      const source = opened.at(-1);
      if (source === undefined) throw new Error('No event source was opened');
      return source;
    },
  };
}
