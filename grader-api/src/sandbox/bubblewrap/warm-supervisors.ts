import { SandboxError } from '../sandbox.ts';
import type { Supervisor } from './supervisor.ts';

export interface WarmSupervisorsOptions {
  readonly launch: (preload: readonly string[]) => Promise<Supervisor>;
  /** How many jobs run at once. */
  readonly slots: number;
  /** How many sets of modules stay warm; the least recently used set is dropped. */
  readonly maxSets: number;
}

/** What a job works with. */
export interface Lease {
  readonly supervisor: Supervisor;
  /** The number of its slot, from 0. */
  readonly slot: number;
  /** Whether no other job was running when this one started. */
  readonly alone: boolean;
}

interface Waiter {
  readonly admit: (slot: number) => void;
  readonly refuse: (reason: Error) => void;
}

const closedError = () => new SandboxError('the sandbox is closed');

/**
 * A pool of warm supervisors, by the modules that they have imported. A job takes a slot, waiting in
 * line if all are taken, then an idle supervisor of its set, or a new one. A supervisor that is dead or
 * no longer wanted after the job is replaced immediately.
 */
export class WarmSupervisors {
  readonly #options: WarmSupervisorsOptions;
  /** Idle supervisors by set; the set used last comes last. */
  readonly #idle = new Map<string, Promise<Supervisor>[]>();
  readonly #living = new Set<Supervisor>();
  readonly #freeSlots: number[];
  readonly #waiters: Waiter[] = [];
  #closed = false;

  constructor(options: WarmSupervisorsOptions) {
    this.#options = options;
    this.#freeSlots = Array.from({ length: options.slots }, (_, slot) => slot);
  }

  /** Starts one supervisor per slot, ahead of the first job. */
  warmUp(preload: readonly string[]): void {
    while (!this.#closed && this.#idleOf(preload).length < this.#options.slots) {
      this.#addSpare(preload);
    }
  }

  /**
   * Lends a supervisor to `work`, which must leave it idle or dead and decides whether to keep it.
   * Rejects with the signal's reason when aborted in line, and as `work` does.
   */
  async use<T>(
    preload: readonly string[],
    work: (lease: Lease) => Promise<{ value: T; keep: boolean }>,
    signal?: AbortSignal,
  ): Promise<T> {
    const slot = await this.#takeSlot(signal);
    try {
      const alone = this.#freeSlots.length === this.#options.slots - 1;
      return await this.#lend(preload, (supervisor) => work({ supervisor, slot, alone }));
    } finally {
      this.#freeSlot(slot);
    }
  }

  /** The same without a slot, for what must be done however busy the slots are. */
  async useApart<T>(
    preload: readonly string[],
    work: (supervisor: Supervisor) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw closedError();
    return this.#lend(preload, async (supervisor) => ({
      value: await work(supervisor),
      keep: true,
    }));
  }

  /** Kills all supervisors and waits until they have exited; waiting jobs are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { refuse } of this.#waiters.splice(0)) refuse(closedError());
    const starting = [...this.#idle.values()].flat();
    this.#idle.clear();
    for (const supervisor of this.#living) supervisor.kill();
    await Promise.allSettled(starting);
    await Promise.all([...this.#living].map((supervisor) => supervisor.exited));
  }

  async #takeSlot(signal: AbortSignal | undefined): Promise<number> {
    signal?.throwIfAborted();
    if (this.#closed) throw closedError();
    const free = this.#freeSlots.shift();
    if (free !== undefined) return free;
    return await new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(signal?.reason as Error);
      };
      const done = () => signal?.removeEventListener('abort', leave);
      const waiter: Waiter = {
        admit: (slot) => {
          done();
          resolve(slot);
        },
        refuse: (reason) => {
          done();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiters.push(waiter);
    });
  }

  #freeSlot(slot: number): void {
    const next = this.#waiters.shift();
    if (next === undefined) this.#freeSlots.push(slot);
    else next.admit(slot);
  }

  async #lend<T>(
    preload: readonly string[],
    work: (supervisor: Supervisor) => Promise<{ value: T; keep: boolean }>,
  ): Promise<T> {
    const supervisor = await this.#take(preload);
    let kept = false;
    try {
      const { value, keep } = await work(supervisor);
      kept = keep;
      return value;
    } finally {
      this.#putBack(preload, supervisor, kept);
    }
  }

  async #take(preload: readonly string[]): Promise<Supervisor> {
    const idle = this.#idleOf(preload);
    for (let spare = idle.shift(); spare !== undefined; spare = idle.shift()) {
      const supervisor = await spare.catch(() => null);
      if (supervisor?.alive === true) return supervisor;
    }
    return this.#start(preload);
  }

  #putBack(preload: readonly string[], supervisor: Supervisor, keep: boolean): void {
    const idle = this.#closed ? null : this.#idleOf(preload);
    const wanted = idle !== null && idle.length < this.#options.slots;
    if (wanted && keep && supervisor.alive) {
      idle.push(Promise.resolve(supervisor));
      return;
    }
    supervisor.kill();
    if (wanted) this.#addSpare(preload);
  }

  #addSpare(preload: readonly string[]): void {
    const spare = this.#start(preload);
    // A job that takes it starts another one, and then gets the error.
    spare.catch(() => undefined);
    this.#idleOf(preload).push(spare);
  }

  async #start(preload: readonly string[]): Promise<Supervisor> {
    const supervisor = await this.#options.launch(preload);
    this.#living.add(supervisor);
    void supervisor.exited.then(() => this.#living.delete(supervisor));
    if (this.#closed) {
      supervisor.kill();
      throw closedError();
    }
    return supervisor;
  }

  #idleOf(preload: readonly string[]): Promise<Supervisor>[] {
    const key = JSON.stringify(preload);
    const idle = this.#idle.get(key) ?? [];
    this.#idle.delete(key);
    this.#idle.set(key, idle);
    for (const [oldest, spares] of this.#idle) {
      if (this.#idle.size <= this.#options.maxSets) break;
      this.#idle.delete(oldest);
      for (const spare of spares)
        void spare.then(
          (old) => {
            old.kill();
          },
          () => undefined,
        );
    }
    return idle;
  }
}
