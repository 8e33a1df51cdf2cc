/**
 * The user's submissions of one assignment, newest first, as far as they have been read:
 *
 *   closed --open--> reading --> ready --more--> reading --> ready
 *   reading --no answer, 429, 5xx--> reading, again by itself | any other answer --> failed --open--> reading
 *
 * `note` brings in what is handed in meanwhile; `refresh` what was missed. What the entries leave out
 * is read one by one (past-submissions.ts).
 */
import {
  toHistoryEntry,
  type History,
  type HistoryEntry,
  type Submission,
} from '@touchstone/contracts';
import { writable, type Readable } from 'svelte/store';
import { persist } from '../../api/persist.ts';
import type { Connectivity } from '../../browser/connectivity.ts';

export interface HistoryState {
  readonly kind: 'closed' | 'reading' | 'ready' | 'failed';
  readonly submissions: readonly HistoryEntry[];
  /** There are earlier ones. */
  readonly more: boolean;
}

export interface SubmissionHistory {
  readonly state: Readable<HistoryState>;
  /** Reads the first page, once it is wanted. */
  open: () => void;
  more: () => void;
  note(submission: Submission): void;
  /** Reads the newest again, where the history is open. */
  refresh(): void;
  close(): void;
}

export interface HistoryOptions {
  /** A page; `before` is the `next` of the page before. */
  readonly read: (before: string | null) => Promise<History>;
  readonly connectivity: Connectivity;
}

export function createHistory({ read, connectivity }: HistoryOptions): SubmissionHistory {
  let current: HistoryState = { kind: 'closed', submissions: [], more: false };
  const state = writable(current);
  const closing = new AbortController();
  let next: string | null = null;
  let everRead = false;

  function change(part: Partial<HistoryState>): void {
    current = { ...current, ...part };
    state.set(current);
  }

  async function readPage(before: string | null): Promise<void> {
    change({ kind: 'reading' });
    try {
      const page = await persist(() => read(before), {
        connectivity,
        signal: closing.signal,
        onWait: () => undefined,
      });
      const known = new Set(current.submissions.map(({ id }) => id));
      const meets = page.submissions.some(({ id }) => known.has(id));
      // What was missed may be more than a page: then what is known would leave a gap.
      const keeps = before !== null || !everRead || meets || page.next === null;
      if (before !== null || !everRead || !keeps) next = page.next;
      everRead = true;
      const submissions = merge(keeps ? current.submissions : [], page.submissions);
      change({ kind: 'ready', submissions, more: next !== null });
    } catch {
      if (!closing.signal.aborted) change({ kind: 'failed' });
    }
  }

  return {
    state,
    open() {
      if (current.kind === 'closed' || current.kind === 'failed') void readPage(null);
    },
    more() {
      if (current.kind === 'ready' && next !== null) void readPage(next);
    },
    note(submission) {
      if (current.kind !== 'closed')
        change({ submissions: merge(current.submissions, [toHistoryEntry(submission)]) });
    },
    refresh() {
      if (current.kind === 'ready' || current.kind === 'failed') void readPage(null);
    },
    close() {
      closing.abort();
    },
  };
}

/** Newest first; of one that is in both the later state stays. */
function merge(known: readonly HistoryEntry[], read: readonly HistoryEntry[]): HistoryEntry[] {
  const byId = new Map(known.map((submission) => [submission.id, submission]));
  for (const submission of read) {
    if (byId.get(submission.id)?.status !== 'graded') byId.set(submission.id, submission);
  }
  return [...byId.values()].sort((a, b) =>
    a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? 1 : -1,
  );
}
