import type { Submission } from '@touchstone/contracts';
import { readSavedValue } from '../../browser/saved-value.ts';
import type { TextStore } from '../../browser/text-store.ts';
import { inReadingOrder } from './reading-order.ts';

/** After so many equal failures in a row, the same words have not helped. */
const manyEqual = 3;

/** `failure`: the first failing test of the last submission and its message; '' if none failed. */
const none = { id: '', failure: '', count: 0 };

/**
 * Counts submissions in a row whose first failing test failed in the same way, by user and assignment. The count is
 * saved in the tab, so that it survives a reload.
 */
export function createFailureStreak(tabStore: TextStore, userUuid: () => string | null) {
  return {
    /** Whether this new result, with those before it, makes three equal failures; the same for a result noted before. */
    note({ id, assignmentId, result }: Submission): boolean {
      const key = `touchstone:failures:${userUuid() ?? 'new'}:${assignmentId}`;
      const last = readSavedValue(tabStore, key, none);
      if (id === last.id) return last.count >= manyEqual;
      const [first] = inReadingOrder(result?.tests ?? []).failing;
      const failure = first === undefined ? '' : `${first.name} ${first.message ?? ''}`;
      const count = failure === '' ? 0 : failure === last.failure ? last.count + 1 : 1;
      tabStore.write(key, JSON.stringify({ id, failure, count }));
      return count >= manyEqual;
    },
  };
}
