/**
 * Submissions in full, of which the history has only the outcome: each is read when it is needed.
 *
 *   (none) --want--> reading --answer--> ready --want, if graded meanwhile--> ready, and read again
 *   reading --no answer, 429, 5xx--> waiting --retry--> reading
 *   reading --any other answer--> failed --want--> reading
 */
import { hasEnded, type HistoryEntry, type Submission } from '@touchstone/contracts';
import type { Readable } from 'svelte/store';
import { persist } from '../../api/persist.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import { createStateStore } from '../../stores/state-store.ts';
import { isRegraded } from './is-regraded.ts';

export type PastSubmission =
  | { readonly kind: 'reading' | 'waiting' | 'failed' }
  | { readonly kind: 'ready'; readonly submission: Submission };

export interface PastSubmissions {
  /** By id. */
  readonly state: Readable<ReadonlyMap<string, PastSubmission>>;
  want: (entry: HistoryEntry) => void;
  /** A submission received by other means need not be read. */
  note(submission: Submission): void;
  close(): void;
}

export function createPastSubmissions(options: {
  readonly read: (submissionId: string) => Promise<Submission>;
  readonly connectivity: Connectivity;
}): PastSubmissions {
  const { read, connectivity } = options;
  const state = createStateStore<ReadonlyMap<string, PastSubmission>>(new Map());
  const closing = new AbortController();
  const underWay = new Set<string>();

  const ready = (id: string): Submission | null => {
    const known = state.current.get(id);
    return known?.kind === 'ready' ? known.submission : null;
  };
  function become(id: string, next: PastSubmission): void {
    state.set(new Map(state.current).set(id, next));
  }
  /** A submission that was read stays until a newer state is there. */
  const showProgress = (id: string, kind: 'reading' | 'waiting' | 'failed'): void => {
    if (ready(id) === null) become(id, { kind });
  };

  async function readOne(id: string): Promise<void> {
    underWay.add(id);
    try {
      const submission = await persist(() => read(id), {
        connectivity,
        signal: closing.signal,
        onTry: () => showProgress(id, 'reading'),
        onWait: () => showProgress(id, 'waiting'),
      });
      become(id, { kind: 'ready', submission });
    } catch {
      if (!closing.signal.aborted) showProgress(id, 'failed');
    } finally {
      underWay.delete(id);
    }
  }

  return {
    state,
    want(entry) {
      const { id } = entry;
      const known = ready(id);
      const isOld =
        known !== null && ((!hasEnded(known) && hasEnded(entry)) || isRegraded(known, entry));
      if ((known === null || isOld) && !underWay.has(id)) void readOne(id);
    },
    note(submission) {
      const known = ready(submission.id);
      if (known === null || !hasEnded(known) || isRegraded(known, submission))
        become(submission.id, { kind: 'ready', submission });
    },
    close() {
      closing.abort();
    },
  };
}
