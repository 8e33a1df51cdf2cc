import type { TextStore } from '../../browser/text-store.ts';

/** Longest time that typed code may stand in the page alone. */
const saveWithinMs = 250;

/** What the server is known to have of a draft. */
interface DraftBase {
  readonly revision: number;
  readonly code: string;
}

/** The code typed for one assignment, kept in this browser for its user. */
export interface LocalDraft {
  read(): string | null;
  /** Kept soon; `onFailure` tells when the browser refuses. */
  write(code: string): void;
  /** Keeps at once what is waiting: before the page goes away. */
  flush(): void;
  /** What the server had when this browser last heard of it; null when it never did. */
  readBase(): DraftBase | null;
  writeBase(base: DraftBase): void;
  /** What was sent last, whether or not the answer came. */
  readSent(): string | null;
  writeSent(code: string): void;
}

export interface LocalDraftOptions {
  readonly store: TextStore;
  /** Asked at each use: a lost session gives the page another user, who takes the code along. */
  readonly userUuid: () => string | null;
  /** Its address, which outlives a database made anew: `course/assignment`. */
  readonly assignment: string;
  readonly onFailure: () => void;
}

export function createLocalDraft(options: LocalDraftOptions): LocalDraft {
  const { store } = options;
  let waiting: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const owned = () => `${options.userUuid() ?? 'new'}:${options.assignment}`;
  const key = () => `touchstone:draft:${owned()}`;
  const sentKey = () => `touchstone:draft-sent:${owned()}`;
  const baseKey = () => `touchstone:draft-base:${owned()}`;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === null) return;
    if (!store.write(key(), waiting)) options.onFailure();
    waiting = null;
  }

  return {
    read: () => waiting ?? store.read(key()),
    write(code) {
      waiting = code;
      timer ??= setTimeout(flush, saveWithinMs);
    },
    flush,
    readBase() {
      const [, revision, code] = /^(\d+)\n([^]*)$/.exec(store.read(baseKey()) ?? '') ?? [];
      return code === undefined ? null : { revision: Number(revision), code };
    },
    writeBase: ({ revision, code }) => void store.write(baseKey(), `${revision}\n${code}`),
    readSent: () => store.read(sentKey()),
    writeSent: (code) => void store.write(sentKey(), code),
  };
}
