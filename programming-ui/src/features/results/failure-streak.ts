import type { Submission } from '@touchstone/contracts';
import { inReadingOrder } from './reading-order.ts';

/** After so many equal failures in a row, the same words have not helped. */
const manyEqual = 3;

/** Counts submissions in a row whose first failing test failed in the same way. */
export function createFailureStreak() {
  let lastId = '';
  let lastFailure: string | null = null;
  let count = 0;
  return {
    /** Whether this new result, with those before it, makes three equal failures; the same for a result noted before. */
    note({ id, result }: Submission): boolean {
      if (id !== lastId) {
        lastId = id;
        const first = inReadingOrder(result?.tests ?? []).failing[0];
        const failure = first === undefined ? null : `${first.name} ${first.message ?? ''}`;
        count = failure !== null && failure === lastFailure ? count + 1 : 1;
        lastFailure = failure;
      }
      return lastFailure !== null && count >= manyEqual;
    },
  };
}
