import type { Writable } from 'node:stream';

/** The connection is dropped when more than this waits for a slow reader. */
const maxBufferBytes = 1024 * 1024;

/** One event in the format of Server-Sent Events (HTML, 9.2.5). JSON has no raw line breaks. */
export function frameEvent(event: string, data: unknown, id?: string | number): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return `event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`;
}

const frameRetry = (ms: number): string => `retry: ${Math.round(ms)}\n\n`;

const heartbeat = ': still here\n\n';

/** One event stream, written to its answer. Events of type `Events` by name. */
export class EventStream<Events extends object> {
  readonly #answer: Writable;
  #onHeartbeat: (() => Promise<void>) | null = null;
  #ended = false;

  /** The head of `answer` has been sent already. */
  constructor(answer: Writable, reconnectMs: number) {
    this.#answer = answer;
    answer.on('error', () => undefined);
    this.#write(frameRetry(reconnectMs));
  }

  get isOpen(): boolean {
    return !this.#ended && !this.#answer.destroyed;
  }

  send<Name extends keyof Events & string>(
    event: Name,
    data: Events[Name],
    id?: string | number,
  ): void {
    this.#write(frameEvent(event, data, id));
  }

  /** Called at each heartbeat, so that a lost message is made up for by the next one. */
  onHeartbeat(handler: () => Promise<void>): void {
    this.#onHeartbeat = handler;
  }

  async heartbeat(): Promise<void> {
    if (!this.isOpen) return;
    this.#write(heartbeat);
    await this.#onHeartbeat?.();
  }

  /** Ends it after everything sent so far. The browser waits `reconnectMs` before it reconnects. */
  end(reconnectMs?: number): void {
    if (!this.isOpen) return;
    if (reconnectMs !== undefined) this.#write(frameRetry(reconnectMs));
    this.#ended = true;
    this.#answer.end();
  }

  /** Immediately, dropping what the reader has not received yet. */
  destroy(): void {
    this.#answer.destroy();
  }

  onClose(handler: () => void): void {
    if (this.#answer.closed) handler();
    else this.#answer.once('close', handler);
  }

  #write(frame: string): void {
    if (!this.isOpen) return;
    if (this.#answer.writableLength > maxBufferBytes) this.#answer.destroy();
    else this.#answer.write(frame);
  }
}
