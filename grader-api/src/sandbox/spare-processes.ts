import type { GradingProcess } from './grading-process.ts';
import { SandboxError } from './sandbox.ts';

/**
 * Starts processes ahead, so that a grading need not wait for an interpreter to load. Each is
 * given away once; the next spare starts at that moment.
 */
export class SpareProcesses {
  readonly #launch: () => Promise<GradingProcess>;
  readonly #count: number;
  readonly #spares: Promise<GradingProcess>[] = [];
  readonly #living = new Set<GradingProcess>();
  #closed = false;

  constructor(options: { launch: () => Promise<GradingProcess>; count: number }) {
    this.#launch = options.launch;
    this.#count = options.count;
  }

  /** A process that is ready for its job; rejects with a SandboxError when none can be started. */
  async take(): Promise<GradingProcess> {
    if (this.#closed) throw new SandboxError('the sandbox is closed');
    const spare = this.#spares.shift() ?? this.#start();
    this.#fill();
    const process = await this.#usable(spare);
    await process.ready();
    return process;
  }

  /** Kills all processes, spare or given away, and waits for their end. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#spares.splice(0));
    const living = [...this.#living];
    for (const process of living) process.kill();
    await Promise.all(living.map((process) => process.exited));
  }

  /** A spare may have died while it waited. */
  async #usable(spare: Promise<GradingProcess>): Promise<GradingProcess> {
    const process = await spare;
    return process.alive ? process : this.#start();
  }

  async #start(): Promise<GradingProcess> {
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
      // Whoever takes it learns of the failure.
      spare.catch(() => undefined);
      this.#spares.push(spare);
    }
  }
}
