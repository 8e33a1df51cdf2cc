import type { Assignment, Submission } from '@touchstone/contracts';
import type { App } from '../../app.ts';
import { persist, type PersistOptions } from '../../api/persist.ts';
import type { DraftSync } from '../../features/drafts/draft-sync.ts';

export interface AssignmentReceiver {
  readonly assignment: (assignment: Assignment) => void;
  /** The code to begin with: the draft, else what was handed in last, else the starter. */
  readonly code: (code: string) => void;
  readonly latest: (submission: Submission) => void;
}

/**
 * Reads what a workbench needs, all at once; the handout does not wait for the history. Rejects
 * when the server refuses for good.
 */
export async function openAssignment(
  app: Pick<App, 'client' | 'session'>,
  assignmentId: string,
  draft: Pick<DraftSync, 'open'>,
  receiver: AssignmentReceiver,
  persistence: PersistOptions,
): Promise<void> {
  const opening = draft.open().then((kept) => {
    if (kept !== null) receiver.code(kept);
    return kept;
  });
  const reading = persist(() => app.client.assignment(assignmentId), persistence).then(
    (assignment) => {
      receiver.assignment(assignment);
      return assignment;
    },
  );
  const [assignment, latest, kept] = await Promise.all([
    reading,
    persist(() => app.session.run(() => app.client.latestSubmission(assignmentId)), persistence),
    opening,
  ]);
  if (kept === null) receiver.code(latest?.code ?? assignment.starterCode);
  if (latest !== null) receiver.latest(latest);
}
