/**
 * Whole submissions, of which a history tells only how they ended: each is read once it is wanted.
 *
 *   (none) --want--> reading --answer--> ready --want, graded meanwhile--> ready, and read again
 *   reading --no answer, 429, 5xx--> waiting, by itself--> reading
 *   reading --any other answer--> failed --want--> reading
 */
import type { HistoryEntry, Submission } from '@touchstone/contracts';
import { writable, type Readable } from 'svelte/store';
import { persist } from '../../api/persist.ts';
import type { Connectivity } from '../../browser/connectivity.ts';

export type PastSubmission =
  | { readonly kind: 'reading' | 'waiting' | 'failed' }
  | { readonly kind: 'ready'; readonly submission: Submission };

export interface PastSubmissions {
  /** By id. */
  readonly state: Readable<ReadonlyMap<string, PastSubmission>>;
  want: (entry: HistoryEntry) => void;
  /** One that has come another way need not be read. */
  note(submission: Submission): void;
  close(): void;
}

export function createPastSubmissions(options: {
  readonly read: (submissionId: string) => Promise<Submission>;
  readonly connectivity: Connectivity;
}): PastSubmissions {
  const { read, connectivity } = options;
  let current: ReadonlyMap<string, PastSubmission> = new Map();
  const state = writable(current);
  const closing = new AbortController();
  const underWay = new Set<string>();

  const ready = (id: string): Submission | null => {
    const known = current.get(id);
    return known?.kind === 'ready' ? known.submission : null;
  };
  function become(id: string, next: PastSubmission): void {
    current = new Map(current).set(id, next);
    state.set(current);
  }
  /** What is there stays there until there is something newer. */
  const tell = (id: string, kind: 'reading' | 'waiting' | 'failed'): void => {
    if (ready(id) === null) become(id, { kind });
  };

  async function readOne(id: string): Promise<void> {
    underWay.add(id);
    try {
      const submission = await persist(() => read(id), {
        connectivity,
        signal: closing.signal,
        onTry: () => tell(id, 'reading'),
        onWait: () => tell(id, 'waiting'),
      });
      become(id, { kind: 'ready', submission });
    } catch {
      if (!closing.signal.aborted) tell(id, 'failed');
    } finally {
      underWay.delete(id);
    }
  }

  return {
    state,
    want({ id, status }) {
      const known = ready(id);
      const isOld = known !== null && known.status !== 'graded' && status === 'graded';
      if ((known === null || isOld) && !underWay.has(id)) void readOne(id);
    },
    note(submission) {
      if (ready(submission.id)?.status !== 'graded')
        become(submission.id, { kind: 'ready', submission });
    },
    close() {
      closing.abort();
    },
  };
}
