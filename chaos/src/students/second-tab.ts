import { userEventSchemas, type Submission } from '@touchstone/contracts';
import type { Calls } from './calls.ts';
import { createPatience } from './patience.ts';

/**
 * A second tab of the user, with its own connection: passes on each submission that it receives, until
 * aborted. Both tabs must receive the same.
 */
export async function openSecondTab(
  calls: Calls,
  { signal, see }: { signal: AbortSignal; see: (submission: Submission) => void },
): Promise<void> {
  const patience = createPatience(signal);
  let lastEventId: string | null = null;
  while (!signal.aborted) {
    try {
      const { events } = await calls.followAll(lastEventId, signal);
      for await (const event of events ?? []) {
        patience.reset();
        lastEventId = event.id ?? lastEventId;
        if (event.name !== 'submission') continue;
        see(userEventSchemas.submission.parse(JSON.parse(event.data)).submission);
      }
    } catch {
      // Reconnects, as a browser does.
    }
    await patience.wait().catch(() => undefined);
  }
}
