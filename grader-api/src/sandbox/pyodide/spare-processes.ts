import type { FramedProcess } from '../framed-process.ts';
import { SandboxError } from '../sandbox.ts';

/**
 * Starts processes ahead, so that a grading need not wait for an interpreter to load. Each is used once;
 * taking one starts the next.
 */
export class SpareProcesses {
  readonly #launch: () => Promise<FramedProcess>;
  readonly #count: number;
  readonly #spares: Promise<FramedProcess>[] = [];
  readonly #living = new Set<FramedProcess>();
  #closed = false;

  constructor(options: { launch: () => Promise<FramedProcess>; count: number }) {
    this.#launch = options.launch;
    this.#count = options.count;
  }

  /** A process that is ready for its job; rejects with a SandboxError if none can be started. */
  async take(): Promise<FramedProcess> {
    if (this.#closed) throw new SandboxError('the sandbox is closed');
    const spare = this.#spares.shift() ?? this.#start();
    this.#fill();
    const process = await this.#usable(spare);
    await process.ready();
    return process;
  }

  /** Kills all processes, spare or in use, and waits until they have exited. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#spares.splice(0));
    const living = [...this.#living];
    for (const process of living) process.kill();
    await Promise.all(living.map((process) => process.exited));
  }

  /** A spare may have died while it waited. */
  async #usable(spare: Promise<FramedProcess>): Promise<FramedProcess> {
    const process = await spare;
    return process.alive ? process : this.#start();
  }

  async #start(): Promise<FramedProcess> {
    const process = await this.#launch();
    this.#living.add(process);
    void process.exited.then(() => this.#living.delete(process));
    if (this.#closed) {
      process.kill();
      throw new SandboxError('the sandbox is closed');
    }
    return process;
  }

  #fill(): void {
    while (this.#spares.length < this.#count) {
      const spare = this.#start();
      // `take` gets the error.
      spare.catch(() => undefined);
      this.#spares.push(spare);
    }
  }
}
