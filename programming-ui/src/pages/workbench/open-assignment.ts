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
 * Reads what a workbench needs: the handout at once, and what the user has done so far as soon as
 * the server has told who that is, since drafts are kept by user. Rejects when the server refuses
 * for good.
 */
export async function openAssignment(
  app: Pick<App, 'client' | 'session' | 'progress'>,
  { course, slug, id }: { course: string; slug: string; id: string },
  draft: Pick<DraftSync, 'open'>,
  receiver: AssignmentReceiver,
  persistence: PersistOptions,
): Promise<void> {
  const { client, session } = app;
  const readHandout = async () => {
    const assignment = await persist(() => client.assignment(course, slug), persistence);
    receiver.assignment(assignment);
    return assignment;
  };
  const openDraft = async () => {
    const kept = await draft.open();
    if (kept !== null) receiver.code(kept);
    return kept;
  };
  const readLatest = () => session.run(() => client.latestSubmission(id));
  const readOwn = async () => {
    await app.progress.known();
    persistence.signal?.throwIfAborted();
    return Promise.all([openDraft(), persist(readLatest, persistence)]);
  };
  const [assignment, [kept, latest]] = await Promise.all([readHandout(), readOwn()]);
  if (kept === null) receiver.code(latest?.code ?? assignment.starterCode);
  if (latest !== null) receiver.latest(latest);
}
