import type { TextStore } from '../../browser/text-store.ts';

/** Typed code is stored within this time. */
const saveWithinMs = 250;

/** A closing page sends once more, and the next page may start before that arrives. */
const maxSentTexts = 3;

/** The server's draft, as this browser last received it. */
interface DraftBase {
  readonly revision: number;
  readonly code: string;
}

export type LocalDraft = ReturnType<typeof createLocalDraft>;

export interface LocalDraftOptions {
  readonly store: TextStore;
  /** Called at each use: after a lost session the page has another user, who takes over the code. */
  readonly userUuid: () => string | null;
  /** `course/assignment` by slugs, which stay the same in a new database. */
  readonly assignment: string;
  readonly onFailure: () => void;
}

/** The code typed for one assignment, saved in this browser for its user. */
export function createLocalDraft(options: LocalDraftOptions) {
  const { store } = options;
  let waiting: string | null = null;
  let refused = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const owned = () => `${options.userUuid() ?? 'new'}:${options.assignment}`;
  const key = () => `touchstone:draft:${owned()}`;
  const sentKey = () => `touchstone:draft-sent:${owned()}`;
  const baseKey = () => `touchstone:draft-base:${owned()}`;

  /** Saves at once: before the page goes away. */
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === null) return;
    refused = !store.write(key(), waiting);
    if (refused) options.onFailure();
    waiting = null;
  }

  /** Null when this browser has never received one. */
  function readBase(): DraftBase | null {
    const [, revision, code] = /^(\d+)\n([^]*)$/.exec(store.read(baseKey()) ?? '') ?? [];
    return code === undefined ? null : { revision: Number(revision), code };
  }

  function readSent(): unknown[] {
    try {
      const sent: unknown = JSON.parse(store.read(sentKey()) ?? '[]');
      return Array.isArray(sent) ? sent : [];
    } catch {
      return [];
    }
  }

  return {
    read: () => waiting ?? store.read(key()),
    /** Saved within moments; `onFailure` is called when the browser refuses. */
    write(code: string) {
      waiting = code;
      timer ??= setTimeout(flush, saveWithinMs);
    },
    flush,
    /** All that was typed outlives the page. */
    isKept: () => waiting === null && !refused,
    readBase,
    writeBase({ revision, code }: DraftBase) {
      // The server no longer accepts what was sent with an older revision.
      if (revision !== readBase()?.revision) store.remove(sentKey());
      store.write(baseKey(), `${revision}\n${code}`);
    },
    /** Remembers a text that is sent, since its answer may be lost. */
    noteSent(code: string) {
      store.write(sentKey(), JSON.stringify([...readSent(), code].slice(-maxSentTexts)));
    },
    /** Whether this was among the last texts sent since the server's revision changed. */
    wasSent: (code: string) => readSent().includes(code),
  };
}
