/**
 * One assignment's draft, in step with the server and so with the user's other devices:
 *
 *   opening --what the server has--> kept | typed | conflict
 *   kept    --typing--> typed --after a second--> sending --200--> kept, or typed again
 *   sending --no answer, 429, 5xx--> waiting --by itself, or online--> sending
 *   sending --409--> conflict --choose--> sending (mine) | kept (theirs)
 *   sending --any other answer--> refused --typing--> typed
 *   kept    --refresh: the server has a newer one--> kept, and the editor gets it
 *
 * The browser keeps every text at once (local-draft.ts), so nothing here can lose one. In a
 * conflict both texts stay: this one in the browser, the other on the server.
 */
import type { Draft, NewDraft } from '@touchstone/contracts';
import { writable, type Readable } from 'svelte/store';
import { createBackOff } from '../../api/back-off.ts';
import { isPassing, NetworkError, ProblemError } from '../../api/problem.ts';
import type { Connectivity } from '../../browser/connectivity.ts';
import type { LocalDraft } from './local-draft.ts';

type DraftState =
  | { readonly kind: 'opening' | 'kept' | 'typed' | 'sending' | 'waiting' | 'refused' }
  /** `theirs` was typed elsewhere meanwhile. */
  | { readonly kind: 'conflict'; readonly theirs: Draft };

export interface DraftSync {
  readonly state: Readable<DraftState>;
  /**
   * Resolves to the code to begin with: what this browser kept, at once, else what the server
   * has; null when neither has any, or the server is away and the browser has none.
   */
  open(): Promise<string | null>;
  write(code: string): void;
  /** The page has got another user, who takes the text along. */
  adopt(): void;
  /** Looks whether another device went on: when the page is seen again. */
  refresh(): Promise<void>;
  /** Sends at once what waits: when the page goes away, which may be for ever. */
  flush(): void;
  /** Ends a conflict. Of `theirs` the editor is told. */
  choose: (whose: 'mine' | 'theirs') => void;
  close(): void;
}

export interface DraftSyncOptions {
  readonly local: LocalDraft;
  readonly read: () => Promise<Draft | null>;
  /** `leaving`: the page may be gone before the answer comes. */
  readonly send: (draft: NewDraft, leaving: boolean) => Promise<Draft>;
  readonly connectivity: Connectivity;
  /** The editor shall show this text, which another device typed. */
  readonly onReplace: (code: string) => void;
  readonly random?: () => number;
}

/** Longest time that typed code may stand in this browser alone, while the server answers. */
const sendWithinMs = 1000;

export function createDraftSync(options: DraftSyncOptions): DraftSync {
  const { local, connectivity, onReplace } = options;
  let current: DraftState = { kind: 'opening' };
  const state = writable<DraftState>(current);
  const backOff = createBackOff(options.random === undefined ? {} : { random: options.random });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  /** What the editor shows; null until there is something. */
  let code: string | null = null;

  function become(next: DraftState): void {
    if (closed) return;
    current = next;
    state.set(next);
  }
  const isOpen = () => !closed;
  const isOpening = () => current.kind === 'opening';
  /** Nothing is unsent. */
  const isSettled = () => current.kind === 'kept' || isOpening();

  function later(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void send(false), ms);
  }

  /** Settles with what the server has, once it is known and nothing is under way. */
  function meet(theirs: Draft | null): void {
    const base = local.readBase();
    const mine = code;
    if (theirs === null) {
      if (mine === null) {
        become({ kind: 'kept' });
        return;
      }
      // A new draft, or a database made anew.
      if (base !== null) local.writeBase({ revision: 0, code: '' });
      typed();
    } else if (mine === null || mine === theirs.code || mine === base?.code) {
      take(theirs);
    } else if (base?.revision === theirs.revision || theirs.code === local.readSent()) {
      // Its own text, when the answer to it was lost, is no conflict.
      local.writeBase(theirs);
      typed();
    } else {
      become({ kind: 'conflict', theirs });
    }
  }

  function take(theirs: Draft): void {
    const replaces = theirs.code !== code;
    code = theirs.code;
    local.writeBase(theirs);
    local.write(theirs.code);
    local.flush();
    become({ kind: 'kept' });
    if (replaces) onReplace(theirs.code);
  }

  function typed(): void {
    become({ kind: 'typed' });
    later(sendWithinMs);
  }

  async function send(leaving: boolean): Promise<void> {
    clearTimeout(timer);
    if (code === null || !isOpen()) return;
    const sent = code;
    become({ kind: 'sending' });
    local.writeSent(sent);
    try {
      const revision = local.readBase()?.revision ?? 0;
      const stored = await options.send({ code: sent, revision }, leaving);
      backOff.reset();
      local.writeBase(stored);
      if (code === sent) become({ kind: 'kept' });
      else if (isOpen()) typed();
    } catch (error) {
      if (isOpen()) fail(error);
    }
  }

  function fail(error: unknown): void {
    if (error instanceof ProblemError && error.problem.draft !== undefined) {
      meet(error.problem.draft);
    } else if (isPassing(error)) {
      become({ kind: 'waiting' });
      const asked = error instanceof NetworkError ? 0 : (error.retryAfterMs ?? 0);
      later(Math.max(asked, backOff.next()));
    } else {
      become({ kind: 'refused' });
    }
  }

  const stopListening = connectivity.onOnline(() => {
    if (current.kind === 'waiting') void send(false);
    if (current.kind === 'opening') void refresh();
  });

  async function refresh(): Promise<void> {
    if (!isSettled()) return;
    try {
      const theirs = await options.read();
      if (isSettled() && isOpen()) meet(theirs);
    } catch (error) {
      if (!isOpen() || !isOpening()) return;
      // The server's text is not known: what is typed meanwhile finds it in the way, if there is one.
      if (isPassing(error)) become({ kind: 'kept' });
      else become({ kind: 'refused' });
    }
  }

  return {
    state,
    async open() {
      code = local.read();
      const looking = refresh();
      if (code === null) await looking;
      return code;
    },
    write(next) {
      if (next === code) return;
      code = next;
      local.write(next);
      if (current.kind === 'kept' || current.kind === 'refused') typed();
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
    flush() {
      local.flush();
      if (current.kind === 'typed') void send(true);
    },
    choose(whose) {
      if (current.kind !== 'conflict') return;
      const { theirs } = current;
      if (whose === 'theirs') {
        take(theirs);
      } else {
        local.writeBase(theirs);
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
