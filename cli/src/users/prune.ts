import { InterruptedError } from '../command-error.ts';
import type { PruneOutcome, UserStore } from '../control/user-calls.ts';
import { handleInterruption } from '../shared/interruption.ts';
import type { Target } from '../shared/target.ts';
import { createProgress, say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { withUserStore } from './open-user-store.ts';

type Pruned = PruneOutcome['pruned'];

const dayMs = 24 * 60 * 60_000;
/** A step takes much less. */
const graceMs = 15_000;
const bytesPerMiB = 1024 * 1024;

/** Removes old data step by step and reports the counts, also after Ctrl-C. */
export async function prune(
  target: Target,
  options: { olderThanDays: number; keepNewest: boolean; dryRun: boolean },
): Promise<void> {
  const { keepNewest, dryRun } = options;
  const before = new Date(Date.now() - options.olderThanDays * dayMs).toISOString();
  const { signal } = handleInterruption({ graceMs });
  const pruned = await withUserStore(target, 'prune', (store) =>
    pruneAll(store, { before, keepNewest, dryRun }, signal),
  );
  say(`${dryRun ? 'Would remove' : 'Removed'} ${render(pruned)}.`);
  if (signal.aborted) {
    say('Interrupted. Run the command again to remove the rest.');
    throw new InterruptedError();
  }
}

async function pruneAll(
  store: UserStore,
  rules: { before: string; keepNewest: boolean; dryRun: boolean },
  signal: AbortSignal,
): Promise<Pruned> {
  const sum: Pruned = {
    courses: 0,
    submissions: 0,
    drafts: 0,
    deviceCodes: 0,
    users: 0,
    sessions: 0,
    bytes: 0,
  };
  const progress = createProgress();
  let cursor: PruneOutcome['next'] = null;
  do {
    const step = await store.prune({ ...rules, cursor });
    for (const key of Object.keys(sum) as (keyof Pruned)[]) sum[key] += step.pruned[key];
    cursor = step.next;
    progress.show(`${rules.dryRun ? 'looking' : 'pruning'} … ${render(sum)}`);
  } while (cursor !== null && !signal.aborted);
  const removed = Object.values(sum).some((number) => number > 0);
  if (removed && !rules.dryRun && !signal.aborted) {
    progress.show('reclaiming space …');
    await store.reclaimSpace();
  }
  progress.clear();
  return sum;
}

function render({
  courses,
  submissions,
  drafts,
  deviceCodes,
  users,
  sessions,
  bytes,
}: Pruned): string {
  const counts = [
    counted(submissions, 'submission'),
    counted(drafts, 'draft'),
    counted(deviceCodes, 'device code'),
    counted(users, 'user'),
    counted(sessions, 'session'),
  ];
  if (courses > 0)
    counts.unshift(`all that students did in ${counted(courses, 'archived course')}`);
  return `${counts.join(', ')}: about ${(bytes / bytesPerMiB).toFixed(1)} MiB`;
}
