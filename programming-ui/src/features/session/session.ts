import { writable, type Readable } from 'svelte/store';
import type { Client } from '../../api/client.ts';
import { ProblemError } from '../../api/problem.ts';
import type { TextStore } from '../../browser/text-store.ts';
import { savedUserKey } from './saved-user.ts';

/**
 * The session is a cookie that the page cannot read: a 401 shows that there is none.
 *
 *   unknown --401, this browser never had a user--> unknown, after a silent POST /api/users
 *   unknown --any other answer--> known
 *   unknown or known --401--> ended --the student starts as a new user--> known
 *                             ended --another tab has a session--> unknown
 *
 * While it is ended, calls wait for the student, who may also enter a code, which reloads the page.
 * Calls that fail together share one new session.
 */
export interface Session {
  /** Runs a call; after a 401 again, once there is a session. */
  run<T>(call: () => Promise<T>): Promise<T>;
  /** This browser had no user before. */
  readonly created: Readable<boolean>;
  /** The session was ended, or its user deleted, and the student has not chosen what to do. */
  readonly ended: Readable<boolean>;
  /** Resolves to the session's user, once it has ended. */
  endedUser(): Promise<string>;
  /** Creates a new user, and lets waiting calls continue; rejects when that fails. */
  startAsNewUser(): Promise<void>;
  /** Calls back when a new user has replaced the one whose session ended. */
  onReplaced(listener: () => void): () => void;
  /** The user, as the server reports it. */
  noteUser(uuid: string): void;
  /** The next user may be another one: writing the user again then notifies other tabs. */
  forgetUser(): void;
  /** Calls wait from now on: this browser is getting another user. */
  pause(): void;
  /** It has kept its user after all. */
  resume(): void;
  /** Another tab may have a new session. */
  follow: (event: Pick<StorageEvent, 'key' | 'newValue'>) => void;
}

export function createSession(
  client: Pick<Client, 'createUser'>,
  store: Pick<TextStore, 'read' | 'write' | 'remove'>,
): Session {
  const listeners = new Set<() => void>();
  const ended = writable(false);
  const created = writable(false);
  let worked = false;
  /** This browser is getting another user. */
  let paused = false;
  let renewal: Promise<void> | null = null;
  /** Resolves when there is a session again; null unless one has ended. */
  let waiting: { readonly over: Promise<void>; readonly end: () => void } | null = null;
  let resolveEndedUser: (uuid: string) => void;
  const endedUser = new Promise<string>((resolve) => (resolveEndedUser = resolve));

  function wait(): { readonly over: Promise<void>; readonly end: () => void } {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => (end = resolve));
    return { over, end };
  }

  function waitForStudent(): Promise<void> {
    if (waiting === null) {
      waiting = wait();
      ended.set(true);
      const uuid = store.read(savedUserKey);
      if (uuid !== null) resolveEndedUser(uuid);
    }
    return waiting.over;
  }

  function resume(): void {
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
          if (worked || store.read(savedUserKey) !== null) {
            await waitForStudent();
          } else {
            await sharedRenewal();
            return call();
          }
        }
      }
    },
    created,
    ended,
    endedUser: () => endedUser,
    async startAsNewUser() {
      await sharedRenewal();
      resume();
      for (const listener of listeners) listener();
    },
    onReplaced(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    noteUser(uuid) {
      const before = store.read(savedUserKey);
      if (before === null) created.set(true);
      if (before !== uuid) store.write(savedUserKey, uuid);
    },
    pause() {
      paused = true;
      waiting ??= wait();
    },
    resume() {
      paused = false;
      resume();
    },
    forgetUser: () => store.remove(savedUserKey),
    follow({ key, newValue }) {
      if (key === savedUserKey && newValue !== null && waiting !== null && !paused) resume();
    },
  };
}
