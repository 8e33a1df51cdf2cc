/**
 * Synchronises one assignment's draft with the server, and so with the user's other devices:
 *
 *   opening --the server's draft--> saved | typed | conflict
 *   saved   --typing--> typed --half a second--> sending --200--> saved, or typed again
 *   sending --no answer, 429, 5xx--> waiting --back-off, or online--> sending
 *   sending --409--> conflict --choose--> sending (mine) | saved (theirs)
 *   sending --any other answer--> refused --typing--> typed
 *   saved   --refresh: the server has a newer one--> saved, and the editor shows it
 *
 * The browser saves every text within moments (local-draft.ts), so nothing here can lose one. In a
 * conflict both versions are saved: this one in the browser, the other on the server. A program of
 * several files is one text here, too (program.ts).
 */
import type { Draft, NewDraft } from '@touchstone/contracts';
import type { Readable } from 'svelte/store';
import { createBackOff } from '../../api/back-off.ts';
import { isTransient, NetworkError, ProblemError } from '../../api/problem.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import { createStateStore } from '../../stores/state-store.ts';
import { programText, readProgramText, withFilesOf } from '../program/program.ts';
import type { LocalDraft } from './local-draft.ts';

type DraftState =
  | { readonly kind: 'opening' | 'saved' | 'typed' | 'waiting' }
  /** `again`: the server was not available the last time. */
  | { readonly kind: 'sending'; readonly again: boolean }
  /** `filesChanged`: the assignment edits other files than this page knows. */
  | { readonly kind: 'refused'; readonly filesChanged: boolean }
  /** `theirs` was typed elsewhere. */
  | { readonly kind: 'conflict'; readonly theirs: Draft };

/** On the server, which has the whole text; else only in this browser; else only until the page closes. */
export type StoredAt = 'server' | 'browser' | 'nowhere';

export interface DraftSync {
  readonly state: Readable<DraftState>;
  /**
   * Resolves to the code to start with: this browser's draft at once, else the server's. Null when
   * there is neither, or the server is not available and this browser has none.
   */
  open(): Promise<string | null>;
  write(code: string): void;
  /** The page has a new user, who takes over the text. */
  adopt(): void;
  /** Checks for a newer draft from another device: when the page becomes visible. */
  refresh(): Promise<void>;
  /** Shows what was typed in another tab of this browser: when the browser's storage has changed. */
  follow: () => void;
  /** Sends unsent text at once: when the page goes away, perhaps for ever. */
  flush: () => void;
  /** Where the text is now. */
  storedAt: () => StoredAt;
  /** Resolves a conflict; choosing `theirs` updates the editor. */
  choose: (whose: 'mine' | 'theirs') => void;
  close(): void;
}

export interface DraftSyncOptions {
  readonly local: LocalDraft;
  readonly read: () => Promise<Draft | null>;
  /** `leaving`: the page may be gone before the answer comes. */
  readonly send: (draft: NewDraft, leaving: boolean) => Promise<Draft>;
  readonly connectivity: Connectivity;
  /** The editor must show this text, which was typed elsewhere. */
  readonly onReplace: (code: string) => void;
  readonly random?: () => number;
}

/** Together with the request time, no keystroke stays unsaved on the server for more than a second. */
const sendAfterMs = 500;

export function createDraftSync(options: DraftSyncOptions): DraftSync {
  const { local, connectivity, onReplace } = options;
  const state = createStateStore<DraftState>({ kind: 'opening' });
  const backOff = createBackOff(options.random);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  /** The program in the editor; null until there is one. */
  let code: string | null = null;

  function become(next: DraftState): void {
    if (!closed) state.set(next);
  }
  const isOpen = () => !closed;
  const isOpening = () => state.current.kind === 'opening';
  /** Nothing is unsent. */
  const isSynced = () => state.current.kind === 'saved' || isOpening();

  function later(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void send(false), ms);
  }

  /** Compares with the server's draft, when no request is under way. */
  function reconcile(theirs: Draft | null): void {
    const base = local.readBase();
    const mine = code;
    if (theirs === null) {
      if (mine === null) {
        become({ kind: 'saved' });
        return;
      }
      // A new draft, or a new database.
      if (base !== null) local.writeBase({ revision: 0, code: '' });
      typed();
      return;
    }
    const text = programText(theirs);
    if (mine === null || mine === text || mine === base?.code) {
      take(theirs);
    } else if (base?.revision === theirs.revision || local.wasSent(text)) {
      // Our own text, whose answer was lost, is not a conflict.
      noteStored(theirs);
      addFilesOf(theirs);
      typed();
    } else {
      become({ kind: 'conflict', theirs });
    }
  }

  function noteStored(draft: Draft): void {
    local.writeBase({ revision: draft.revision, code: programText(draft) });
  }

  function take(theirs: Draft): void {
    const text = programText(theirs);
    const replaces = text !== code;
    code = text;
    noteStored(theirs);
    local.write(text);
    local.flush();
    become({ kind: 'saved' });
    if (replaces) onReplace(text);
  }

  /** Files that the course had students edit before, or again: this page's text may lack them. */
  function addFilesOf(theirs: Draft): void {
    const whole = code === null ? null : withFilesOf(code, theirs);
    if (whole === null || whole === code) return;
    code = whole;
    local.write(whole);
    onReplace(whole);
  }

  function typed(): void {
    become({ kind: 'typed' });
    later(sendAfterMs);
  }

  async function send(leaving: boolean): Promise<void> {
    clearTimeout(timer);
    if (code === null || !isOpen()) return;
    const sent = code;
    become({ kind: 'sending', again: state.current.kind === 'waiting' });
    local.noteSent(sent);
    try {
      const revision = local.readBase()?.revision ?? 0;
      const stored = await options.send({ ...readProgramText(sent), revision }, leaving);
      backOff.reset();
      noteStored(stored);
      if (code === sent) become({ kind: 'saved' });
      else if (isOpen()) typed();
    } catch (error) {
      if (isOpen()) fail(error);
    }
  }

  function fail(error: unknown): void {
    if (error instanceof ProblemError && error.problem.draft !== undefined) {
      reconcile(error.problem.draft);
    } else if (isTransient(error)) {
      become({ kind: 'waiting' });
      const retryAfterMs = error instanceof NetworkError ? 0 : (error.retryAfterMs ?? 0);
      later(Math.max(retryAfterMs, backOff.next()));
    } else {
      const filesChanged = error instanceof ProblemError && error.type === 'wrong-files';
      become({ kind: 'refused', filesChanged });
    }
  }

  const stopListening = connectivity.onOnline(() => {
    if (state.current.kind === 'waiting') void send(false);
    if (state.current.kind === 'opening') void refresh();
  });

  /** Tabs of one browser share its storage, the base too, so no tab may continue from an older text. */
  function follow(): void {
    const saved = local.read();
    if (saved === null || code === null || saved === code) return;
    code = saved;
    onReplace(saved);
  }

  async function refresh(): Promise<void> {
    follow();
    if (!isSynced()) return;
    try {
      const theirs = await options.read();
      if (isSynced() && isOpen()) reconcile(theirs);
    } catch (error) {
      if (!isOpen() || !isOpening()) return;
      // The server's draft is unknown. If there is one, sending what is typed meanwhile gets a 409.
      if (isTransient(error)) become({ kind: 'saved' });
      else become({ kind: 'refused', filesChanged: false });
    }
  }

  return {
    state,
    async open() {
      code = local.read();
      const refreshing = refresh();
      if (code === null) await refreshing;
      return code;
    },
    write(next) {
      if (next === code) return;
      code = next;
      local.write(next);
      if (state.current.kind === 'saved' || state.current.kind === 'refused') typed();
    },
    adopt() {
      if (code === null) return;
      local.write(code);
      local.flush();
      clearTimeout(timer);
      become({ kind: 'opening' });
      void refresh();
    },
    refresh,
    follow,
    flush() {
      local.flush();
      if (state.current.kind === 'typed') void send(true);
    },
    storedAt() {
      if (code === null || local.readBase()?.code === code) return 'server';
      return local.isKept() ? 'browser' : 'nowhere';
    },
    choose(whose) {
      if (state.current.kind !== 'conflict') return;
      const { theirs } = state.current;
      if (whose === 'theirs') {
        take(theirs);
      } else {
        noteStored(theirs);
        addFilesOf(theirs);
        void send(false);
      }
    },
    close() {
      this.flush();
      closed = true;
      clearTimeout(timer);
      stopListening();
    },
  };
}
