import { freePort } from '@touchstone/servers';

/** Starts a server on a free port; retries if another process has taken the port meanwhile. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      const taken = error instanceof Error && /address already in use/i.test(error.message);
      if (!taken || tries === 3) throw error;
    }
  }
}
