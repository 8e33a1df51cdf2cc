import { submissionEventSchemas, type Submission } from '@touchstone/contracts';
import type { Calls } from './calls.ts';
import { createPatience, persist } from './patience.ts';

export interface ReceivedResult {
  readonly by: 'event' | 'reconnect';
  readonly submission: Submission;
  readonly points: number | null;
}

/**
 * Follows a submission's event stream until `graded`, as a browser does: it reconnects with
 * Last-Event-ID, and 204 means that the result can be read. Unlike the page it never polls, so that
 * only the stream can deliver the result. Rejects when aborted.
 */
export async function followToResult(
  calls: Calls,
  submissionId: string,
  { signal, note }: { signal: AbortSignal; note: (text: string) => void },
): Promise<ReceivedResult> {
  const patience = createPatience(signal);
  let lastEventId: string | null = null;
  for (;;) {
    try {
      const response = await calls.follow(submissionId, lastEventId);
      if (response.status === 204) {
        const submission = await persist(() => calls.read(submissionId), signal);
        if (submission.status === 'graded') return { by: 'reconnect', submission, points: null };
        note('204 before it is graded');
      } else if (response.events !== null) {
        note('connected');
        for await (const event of response.events) {
          patience.reset();
          lastEventId = event.id ?? lastEventId;
          note(event.name === 'graded' ? 'graded' : `${event.name} ${event.data}`);
          if (event.name !== 'graded') continue;
          const { submission, points } = submissionEventSchemas.graded.parse(
            JSON.parse(event.data),
          );
          return { by: 'event', submission, points };
        }
        note('disconnected');
      } else {
        note(`its event stream answered ${response.status}`);
      }
    } catch (error) {
      signal.throwIfAborted();
      note(`no events: ${error instanceof Error ? error.message : String(error)}`);
    }
    await patience.wait();
  }
}
