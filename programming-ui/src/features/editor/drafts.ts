import type { TextStore } from '../../browser/text-store.ts';

/** Longest time that typed code may stand in the page alone. */
const saveWithinMs = 250;

/** The code typed for one assignment, kept in this browser for its user. */
export interface Draft {
  read(): string | null;
  /** Kept soon; `onFailure` tells when the browser refuses. */
  write(code: string): void;
  /** Keeps at once what is waiting: before the page goes away. */
  flush(): void;
}

export interface DraftOptions {
  readonly store: TextStore;
  /** Asked at each use: a lost session gives the page another user, who takes the code along. */
  readonly userUuid: () => string | null;
  /** Its address, which outlives a database made anew: `course/assignment`. */
  readonly assignment: string;
  readonly onFailure: () => void;
}

export function createDraft(options: DraftOptions): Draft {
  let waiting: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const key = () => `touchstone:draft:${options.userUuid() ?? 'new'}:${options.assignment}`;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === null) return;
    if (!options.store.write(key(), waiting)) options.onFailure();
    waiting = null;
  }

  return {
    read: () => waiting ?? options.store.read(key()),
    write(code) {
      waiting = code;
      timer ??= setTimeout(flush, saveWithinMs);
    },
    flush,
  };
}
