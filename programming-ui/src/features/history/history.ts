/**
 * The user's submissions of one assignment, newest first, read page by page:
 *
 *   closed --open--> reading --> ready --more--> reading --> ready
 *   reading --no answer, 429, 5xx--> reading, retried | any other answer --> failed --open--> reading
 *
 * `note` adds what is handed in meanwhile, `refresh` what was missed. Entries have no code and no
 * tests; past-submissions.ts reads those one by one.
 */
import {
  hasEnded,
  toHistoryEntry,
  type History,
  type HistoryEntry,
  type Submission,
} from '@touchstone/contracts';
import type { Readable } from 'svelte/store';
import { persist } from '../../api/persist.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import { createStateStore } from '../../stores/state-store.ts';
import { isRegraded } from './is-regraded.ts';

export interface HistoryState {
  readonly kind: 'closed' | 'reading' | 'ready' | 'failed';
  readonly submissions: readonly HistoryEntry[];
  /** There are older ones. */
  readonly more: boolean;
}

export interface SubmissionHistory {
  readonly state: Readable<HistoryState>;
  /** Reads the first page, unless that has been done. */
  open: () => void;
  more: () => void;
  note(submission: Submission): void;
  /** Reads the newest page again, if the history is open. */
  refresh(): void;
  close(): void;
}

export interface HistoryOptions {
  /** Reads a page; `before` is the `next` of the previous page. */
  readonly read: (before: string | null) => Promise<History>;
  readonly connectivity: Connectivity;
}

export function createHistory({ read, connectivity }: HistoryOptions): SubmissionHistory {
  const state = createStateStore<HistoryState>({ kind: 'closed', submissions: [], more: false });
  const { change } = state;
  const closing = new AbortController();
  let next: string | null = null;
  let everRead = false;

  async function readPage(before: string | null): Promise<void> {
    change({ kind: 'reading' });
    try {
      const page = await persist(() => read(before), {
        connectivity,
        signal: closing.signal,
        onWait: () => undefined,
      });
      const known = new Set(state.current.submissions.map(({ id }) => id));
      const meets = page.submissions.some(({ id }) => known.has(id));
      // If more than a page was missed, keeping the known entries would leave a gap.
      const keeps = before !== null || !everRead || meets || page.next === null;
      if (before !== null || !everRead || !keeps) next = page.next;
      everRead = true;
      const submissions = merge(keeps ? state.current.submissions : [], page.submissions);
      change({ kind: 'ready', submissions, more: next !== null });
    } catch {
      if (!closing.signal.aborted) change({ kind: 'failed' });
    }
  }

  return {
    state,
    open() {
      if (state.current.kind === 'closed' || state.current.kind === 'failed') void readPage(null);
    },
    more() {
      if (state.current.kind === 'ready' && next !== null) void readPage(next);
    },
    note(submission) {
      if (state.current.kind !== 'closed')
        change({ submissions: merge(state.current.submissions, [toHistoryEntry(submission)]) });
    },
    refresh() {
      if (state.current.kind === 'ready' || state.current.kind === 'failed') void readPage(null);
    },
    close() {
      closing.abort();
    },
  };
}

/** Newest first. If a submission is in both lists, its later state is used. */
function merge(known: readonly HistoryEntry[], read: readonly HistoryEntry[]): HistoryEntry[] {
  const byId = new Map(known.map((submission) => [submission.id, submission]));
  for (const submission of read) {
    const known = byId.get(submission.id);
    if (known === undefined || !hasEnded(known) || isRegraded(known, submission)) {
      byId.set(submission.id, submission);
    }
  }
  return [...byId.values()].sort((a, b) =>
    a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? 1 : -1,
  );
}
