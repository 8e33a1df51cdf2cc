import { ProblemError } from '../../api/problem.ts';

/** Something that is read from the server, and read again. */
export interface Reading<T> {
  /** Null until it was read; stays as it was while it is read again. */
  readonly value: T | null;
  readonly busy: boolean;
  /** Whether the last read failed, and whether because there is no such thing. */
  readonly failure: 'failed' | 'gone' | null;
  read: () => Promise<void>;
}

/** If several reads overlap, the last one started counts. */
export function createReading<T>(call: () => Promise<T>): Reading<T> {
  let value = $state.raw<T | null>(null);
  let busy = $state(false);
  let failure = $state<Reading<T>['failure']>(null);
  let reads = 0;
  return {
    get value() {
      return value;
    },
    get busy() {
      return busy;
    },
    get failure() {
      return failure;
    },
    async read() {
      const number = ++reads;
      busy = true;
      try {
        const answer = await call();
        if (number !== reads) return;
        value = answer;
        failure = null;
      } catch (error) {
        if (number !== reads) return;
        failure = error instanceof ProblemError && error.status === 404 ? 'gone' : 'failed';
      }
      busy = false;
    },
  };
}
