import { ProblemError } from '../../api/problem.ts';
import type { App } from '../../app.ts';
import { signInPath } from '../../router/route.ts';
import { accountKey } from './account-key.ts';
import { removeWork } from './unsent-work.ts';

/** Set in this tab until the page says that the user is signed out. */
export const signedOutKey = 'touchstone:signed-out';

/** Ends this browser's session, removes the user's work from it, and loads the page anew. */
export async function signOut(app: App, user: string): Promise<void> {
  const { client, session, userChange, store, tabStore } = app;
  await userChange.run(async () => {
    try {
      const current = (await client.sessions()).find((one) => one.current);
      if (current !== undefined) await client.endSession(current.id);
    } catch (error) {
      // A 401: it was ended elsewhere meanwhile.
      if (!(error instanceof ProblemError && error.status === 401)) throw error;
    }
  });
  const remove = () => {
    removeWork(store, user);
    removeWork(tabStore, user);
  };
  // What is open in this page may save once more when the page goes away.
  window.addEventListener('pagehide', remove, { once: true });
  remove();
  session.forgetUser();
  store.remove(accountKey);
  tabStore.write(signedOutKey, 'yes');
  location.assign(signInPath);
}
