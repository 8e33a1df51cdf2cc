import { SandboxError } from '../sandbox.ts';
import type { Supervisor } from './supervisor.ts';

export interface WarmSupervisorsOptions {
  readonly launch: (preload: readonly string[]) => Promise<Supervisor>;
  /** Jobs at once. */
  readonly slots: number;
  /** Sets of modules kept warm; the one not used for longest makes room. */
  readonly setsMax: number;
}

/** A supervisor for one job. */
export interface Turn {
  readonly supervisor: Supervisor;
  /** The number of its slot, from 0. */
  readonly slot: number;
  /** Whether no other job was at work when this one began. */
  readonly alone: boolean;
}

interface Waiter {
  readonly admit: (slot: number) => void;
  readonly refuse: (reason: Error) => void;
}

const closedError = () => new SandboxError('the sandbox is closed');

/**
 * Keeps warm supervisors by the modules that they have imported. A job takes a slot, waiting in line
 * when all are taken, then an idle supervisor of its set, or a new one. One that comes back dead or is
 * not wanted back is replaced at once.
 */
export class WarmSupervisors {
  readonly #options: WarmSupervisorsOptions;
  /** Idle ones by set; the set used last stands last. */
  readonly #idle = new Map<string, Promise<Supervisor>[]>();
  readonly #living = new Set<Supervisor>();
  readonly #freeSlots: number[];
  readonly #waiters: Waiter[] = [];
  #closed = false;

  constructor(options: WarmSupervisorsOptions) {
    this.#options = options;
    this.#freeSlots = Array.from({ length: options.slots }, (_, slot) => slot);
  }

  /** Starts as many as there are slots, ahead of the first job. */
  warmUp(preload: readonly string[]): void {
    while (!this.#closed && this.#idleOf(preload).length < this.#options.slots) {
      this.#spare(preload);
    }
  }

  /**
   * Lends a supervisor to the work, which must leave it idle or dead. `keep` may then send it away.
   * Rejects with the signal's reason when aborted in line, and as the work does.
   */
  async use<T>(
    preload: readonly string[],
    work: (turn: Turn) => Promise<{ value: T; keep: boolean }>,
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

  /** The same beside the line, for what must be done however busy all are. */
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

  /** Kills all, and waits for their end; what waits in line is refused. */
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
    if (wanted) this.#spare(preload);
  }

  #spare(preload: readonly string[]): void {
    const spare = this.#start(preload);
    // Whoever takes it starts another one, and learns of the failure then.
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
      if (this.#idle.size <= this.#options.setsMax) break;
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
