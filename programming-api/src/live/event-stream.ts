import { Readable } from 'node:stream';

/** What may wait for a slow reader, in bytes; then the connection is dropped. */
const bufferMaxBytes = 1024 * 1024;

/** One event in the format of Server-Sent Events (HTML, 9.2.5). JSON has no raw line breaks. */
export function frameEvent(event: string, data: unknown, id?: string | number): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return `event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`;
}

const frameRetry = (ms: number): string => `retry: ${Math.round(ms)}\n\n`;

const heartbeat = ': still here\n\n';

/** The body of one event stream. Events of type `Events` by name. */
export class EventStream<Events extends object> {
  readonly body: Readable;
  #lookAgain: (() => Promise<void>) | null = null;
  #ended = false;

  constructor(reconnectMs: number) {
    this.body = new Readable({ read: () => undefined });
    this.body.on('error', () => undefined);
    this.body.push(frameRetry(reconnectMs));
  }

  get isOpen(): boolean {
    return !this.#ended && !this.body.destroyed;
  }

  send<Name extends keyof Events & string>(
    event: Name,
    data: Events[Name],
    id?: string | number,
  ): void {
    this.#push(frameEvent(event, data, id));
  }

  /** Called with each heartbeat, so that a lost message costs no more than the time between two. */
  onBeat(lookAgain: () => Promise<void>): void {
    this.#lookAgain = lookAgain;
  }

  async beat(): Promise<void> {
    this.#push(heartbeat);
    await this.#lookAgain?.();
  }

  /** After what was sent before. With a hint the browser waits so long before it comes again. */
  end(reconnectMs?: number): void {
    if (!this.isOpen) return;
    if (reconnectMs !== undefined) this.#push(frameRetry(reconnectMs));
    this.#ended = true;
    this.body.push(null);
  }

  onClose(handler: () => void): void {
    if (this.body.closed) handler();
    else this.body.once('close', handler);
  }

  #push(frame: string): void {
    if (!this.isOpen) return;
    if (this.body.readableLength > bufferMaxBytes) this.body.destroy();
    else this.body.push(frame);
  }
}
