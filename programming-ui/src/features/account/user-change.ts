import type { TextStore } from '../../browser/text-store.ts';
import type { Session } from '../session/session.ts';

const key = 'touchstone:user-change';

/**
 * Signing in or out gives this browser another user, in all its tabs. While that is under way their pages
 * make no calls, and afterwards they reload: otherwise they would send what one user typed as the other.
 */
export interface UserChange {
  /** Runs what changes the user. This page's calls wait from then on, unless it fails. */
  run<T>(change: () => Promise<T>): Promise<T>;
  /** Another tab has changed the browser's storage. */
  follow: (event: Pick<StorageEvent, 'key' | 'newValue'>) => void;
}

export function createUserChange(
  store: Pick<TextStore, 'write'>,
  session: Pick<Session, 'pause' | 'resume'>,
  reload: () => void,
): UserChange {
  return {
    async run(change) {
      store.write(key, 'begins');
      session.pause();
      try {
        return await change();
      } catch (error) {
        session.resume();
        throw error;
      } finally {
        store.write(key, 'over');
      }
    },
    follow({ key: changed, newValue }) {
      if (changed !== key || newValue === null) return;
      session.pause();
      if (newValue === 'over') reload();
    },
  };
}
