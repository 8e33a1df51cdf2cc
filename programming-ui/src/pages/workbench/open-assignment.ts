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
 * the server has told who that is, since drafts are kept by user. While the server does not answer,
 * what was opened before is there as it was then. Rejects when the server refuses for good.
 */
export async function openAssignment(
  app: Pick<App, 'client' | 'session' | 'progress' | 'opened'>,
  { course, slug, id }: { course: string; slug: string; id: string },
  draft: Pick<DraftSync, 'open'>,
  receiver: AssignmentReceiver,
  persistence: PersistOptions,
): Promise<void> {
  const { client, session, opened } = app;
  const address = `${course}/${slug}`;
  const before = opened.assignment(address);
  const orElse = (useBefore: () => void): PersistOptions => ({
    ...persistence,
    onWait(wait) {
      useBefore();
      persistence.onWait(wait);
    },
  });

  async function readHandout(): Promise<Assignment> {
    const showBefore = () => {
      if (before !== null) receiver.assignment(before);
    };
    const read = () => client.assignment(course, slug);
    const assignment = await persist(read, orElse(showBefore));
    opened.noteAssignment(address, assignment);
    receiver.assignment(assignment);
    return assignment;
  }

  async function openDraft(): Promise<string | null> {
    const kept = await draft.open();
    if (kept !== null) receiver.code(kept);
    return kept;
  }

  async function readLatest(userUuid: string, drafted: Promise<string | null>) {
    const latestBefore = opened.latest(userUuid, address);
    // The server's draft goes first, should it come after all.
    const showBefore = async () => {
      if (before === null || latestBefore === undefined) return;
      if ((await drafted) === null) receiver.code(latestBefore?.code ?? before.starterCode);
      if (latestBefore !== null) receiver.latest(latestBefore);
    };
    const read = () => session.run(() => client.latestSubmission(id));
    const latest = await persist(
      read,
      orElse(() => void showBefore()),
    );
    opened.noteLatest(userUuid, address, latest);
    return latest;
  }

  async function readOwn() {
    // Of a session that has ended this browser still has what was typed.
    const uuid = await Promise.race([
      app.progress.known().then((me) => me.uuid),
      session.whoseEnded(),
    ]);
    persistence.signal?.throwIfAborted();
    const drafted = openDraft();
    return Promise.all([drafted, readLatest(uuid, drafted)]);
  }

  const [assignment, [kept, latest]] = await Promise.all([readHandout(), readOwn()]);
  if (kept === null) receiver.code(latest?.code ?? assignment.starterCode);
  if (latest !== null) receiver.latest(latest);
}
