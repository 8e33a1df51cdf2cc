import type { Client } from '../../api/client.ts';
import { ProblemError } from '../../api/problem.ts';

/**
 * The session is a cookie that the page cannot see: a call that answers 401 shows that there is
 * none, `POST /api/users` makes one. Calls that fail together share one new session.
 */
export interface Session {
  /** Runs a call; on 401 makes a session and runs it once more. */
  run<T>(call: () => Promise<T>): Promise<T>;
  /** Calls back when the server has forgotten a session that had worked before. */
  onReplaced(listener: () => void): () => void;
}

export function createSession(client: Pick<Client, 'createUser'>): Session {
  const listeners = new Set<() => void>();
  let worked = false;
  let renewal: Promise<void> | null = null;

  async function renew(): Promise<void> {
    await client.createUser();
    const replaced = worked;
    worked = true;
    if (replaced) for (const listener of listeners) listener();
  }

  return {
    async run(call) {
      try {
        const answer = await call();
        worked = true;
        return answer;
      } catch (error) {
        if (!(error instanceof ProblemError) || error.status !== 401) throw error;
        renewal ??= renew().finally(() => {
          renewal = null;
        });
        await renewal;
        return call();
      }
    },
    onReplaced(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
