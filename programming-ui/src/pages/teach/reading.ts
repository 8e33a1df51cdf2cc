import { ProblemError } from '../../api/problem.ts';
import { createStateStore, type ReadableState } from '../../stores/state-store.ts';

export interface ReadingState<T> {
  /** Null until it was read; stays as it was while it is read again. */
  readonly value: T | null;
  readonly busy: boolean;
  /** Whether the last read failed, and whether because there is no such thing. */
  readonly failure: 'failed' | 'gone' | null;
}

/** Something that is read from the server, and read again. */
export interface Reading<T> {
  readonly state: ReadableState<ReadingState<T>>;
  read: () => Promise<void>;
}

/** If several reads overlap, the last one started counts. */
export function createReading<T>(call: () => Promise<T>): Reading<T> {
  const state = createStateStore<ReadingState<T>>({ value: null, busy: false, failure: null });
  let reads = 0;
  return {
    state,
    async read() {
      const number = ++reads;
      state.change({ busy: true });
      try {
        const value = await call();
        if (number === reads) state.set({ value, busy: false, failure: null });
      } catch (error) {
        const isGone = error instanceof ProblemError && error.status === 404;
        if (number === reads) state.change({ busy: false, failure: isGone ? 'gone' : 'failed' });
      }
    },
  };
}
