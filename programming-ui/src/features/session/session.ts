import { writable, type Readable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { ProblemError } from '../../api/problem.ts';
import type { TextStore } from '../../browser/text-store.ts';
import { keptUserKey } from './kept-user.ts';

/**
 * The session is a cookie that the page cannot see: a call that answers 401 shows that there is none.
 *
 *   unknown --401, this browser never had a user--> unknown, by POST /api/users, without a word
 *   unknown --any other answer--> known
 *   unknown or known --401--> ended --the student starts anew--> known, as a new user
 *                             ended --another tab has got a session--> unknown
 *
 * While it is ended no call is made; all wait for the student, who may also enter a code, which
 * reloads the page. Calls that fail together share one new session.
 */
export interface Session {
  /** Runs a call, once more after a 401 when there is a session again. */
  run<T>(call: () => Promise<T>): Promise<T>;
  /** The session was ended, or its user deleted, and the student has not chosen yet what to do. */
  readonly ended: Readable<boolean>;
  /** Resolves to whose session it was, as soon as it has ended. */
  whoseEnded(): Promise<string>;
  /** Ends the waiting with a new user; rejects when the server does not answer. */
  startAnew(): Promise<void>;
  /** Calls back when a new user has taken the place of the one whose session ended. */
  onReplaced(listener: () => void): () => void;
  /** Who the server says it is. */
  noteUser(uuid: string): void;
  /** Another user may be next here: what the server says then is told to other tabs, too. */
  forgetUser(): void;
  /** Another tab may have got a session. */
  follow: (event: Pick<StorageEvent, 'key' | 'newValue'>) => void;
}

export function createSession(
  client: Pick<Client, 'createUser'>,
  store: Pick<TextStore, 'read' | 'write' | 'remove'>,
): Session {
  const listeners = new Set<() => void>();
  const ended = writable(false);
  let worked = false;
  let renewal: Promise<void> | null = null;
  /** Settles when there is a session again; null while none has ended. */
  let waiting: { readonly over: Promise<void>; readonly end: () => void } | null = null;
  let tellWhoseEnded: (uuid: string) => void;
  const whoseEnded = new Promise<string>((resolve) => (tellWhoseEnded = resolve));

  function waitForStudent(): Promise<void> {
    if (waiting === null) {
      let end = (): void => undefined;
      const over = new Promise<void>((resolve) => (end = resolve));
      waiting = { over, end };
      ended.set(true);
      const uuid = store.read(keptUserKey);
      if (uuid !== null) tellWhoseEnded(uuid);
    }
    return waiting.over;
  }

  function goOn(): void {
    waiting?.end();
    waiting = null;
    ended.set(false);
  }

  async function renew(): Promise<void> {
    await client.createUser();
    worked = true;
  }
  const sharedRenewal = (): Promise<void> =>
    (renewal ??= renew().finally(() => {
      renewal = null;
    }));

  return {
    async run(call) {
      for (;;) {
        if (waiting !== null) await waiting.over;
        try {
          const answer = await call();
          worked = true;
          return answer;
        } catch (error) {
          if (!(error instanceof ProblemError) || error.status !== 401) throw error;
          if (worked || store.read(keptUserKey) !== null) {
            await waitForStudent();
          } else {
            await sharedRenewal();
            return call();
          }
        }
      }
    },
    ended,
    whoseEnded: () => whoseEnded,
    async startAnew() {
      await sharedRenewal();
      goOn();
      for (const listener of listeners) listener();
    },
    onReplaced(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    noteUser(uuid) {
      if (store.read(keptUserKey) !== uuid) store.write(keptUserKey, uuid);
    },
    forgetUser: () => store.remove(keptUserKey),
    follow({ key, newValue }) {
      if (key === keptUserKey && newValue !== null && waiting !== null) goOn();
    },
  };
}
