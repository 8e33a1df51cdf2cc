import { userEventSchemas, type Submission } from '@touchstone/contracts';
import { readEvents } from '@touchstone/test-kit';
import type { Calls } from './calls.ts';
import { createPatience } from './patience.ts';

/**
 * A second page of the user, on a connection of its own: sees each submission that it is told of
 * until aborted. What it sees must be what the first one sees.
 */
export async function openSecondTab(
  calls: Calls,
  { signal, see }: { signal: AbortSignal; see: (submission: Submission) => void },
): Promise<void> {
  const patience = createPatience(signal);
  let lastEventId: string | null = null;
  while (!signal.aborted) {
    try {
      const response = await calls.followAll(lastEventId, signal);
      if (response.status !== 200 || response.body === null) await response.body?.cancel();
      else {
        for await (const event of readEvents(response.body)) {
          patience.reset();
          lastEventId = event.id ?? lastEventId;
          if (event.name !== 'submission') continue;
          see(userEventSchemas.submission.parse(JSON.parse(event.data)).submission);
        }
      }
    } catch {
      // It comes back, as a browser does.
    }
    await patience.wait().catch(() => undefined);
  }
}
