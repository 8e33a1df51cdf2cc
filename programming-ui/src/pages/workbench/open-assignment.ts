import type { Assignment, Submission } from '@touchstone/contracts';
import type { App } from '../../app.ts';
import { persist, type PersistOptions } from '../../api/persist.ts';
import type { DraftSync } from '../../features/drafts/draft-sync.ts';
import {
  readProgramText,
  starterFiles,
  toCallProgram,
  type CallProgram,
} from '../../features/program/program.ts';

export interface AssignmentReceiver {
  readonly assignment: (assignment: Assignment) => void;
  /** What to start with: the draft, else the latest submission, else the starter. */
  readonly program: (program: CallProgram) => void;
  readonly latest: (submission: Submission) => void;
}

/**
 * Reads what a workbench needs: the handout at once, and the user's work as soon as the user is known,
 * since drafts are saved by user. While the server is not available, what this tab has opened before
 * is shown. Rejects when the server refuses for good.
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
  const withFallback = (showSaved: () => void): PersistOptions => ({
    ...persistence,
    onWait(wait) {
      showSaved();
      persistence.onWait(wait);
    },
  });

  async function readHandout(): Promise<Assignment> {
    const showBefore = () => {
      if (before !== null) receiver.assignment(before);
    };
    const read = () => client.assignment(course, slug);
    const assignment = await persist(read, withFallback(showBefore));
    opened.noteAssignment(address, assignment);
    receiver.assignment(assignment);
    return assignment;
  }

  async function openDraft(): Promise<string | null> {
    const drafted = await draft.open();
    if (drafted !== null) receiver.program(readProgramText(drafted));
    return drafted;
  }

  async function readLatest(userUuid: string, drafted: Promise<string | null>) {
    const latestBefore = opened.latest(userUuid, address);
    // The server's draft takes precedence, if it arrives after all.
    const showBefore = async () => {
      if (before === null || latestBefore === undefined) return;
      if ((await drafted) === null)
        receiver.program(latestBefore ?? toCallProgram(starterFiles(before)));
      if (latestBefore !== null) receiver.latest(latestBefore);
    };
    const read = () => session.run(() => client.latestSubmission(id));
    const latest = await persist(
      read,
      withFallback(() => void showBefore()),
    );
    opened.noteLatest(userUuid, address, latest);
    return latest;
  }

  async function readOwn() {
    // After the session has ended, this browser still has what was typed.
    const uuid = await Promise.race([
      app.progress.known().then((me) => me.uuid),
      session.endedUser(),
    ]);
    persistence.signal?.throwIfAborted();
    const drafted = openDraft();
    return Promise.all([drafted, readLatest(uuid, drafted)]);
  }

  const [assignment, [drafted, latest]] = await Promise.all([readHandout(), readOwn()]);
  if (drafted === null) receiver.program(latest ?? toCallProgram(starterFiles(assignment)));
  if (latest !== null) receiver.latest(latest);
}
