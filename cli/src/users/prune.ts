import { InterruptedError } from '../command-error.ts';
import type { PruneOutcome } from '../control/user-protocol.ts';
import { watchInterruption } from '../ground/interruption.ts';
import { createProgress, say } from '../ground/terminal.ts';
import { counted } from './counted.ts';
import { withUserStore, type UserTarget } from './open-user-store.ts';
import type { UserStore } from './user-store.ts';

type Pruned = PruneOutcome['pruned'];

const dayMs = 24 * 60 * 60_000;
/** A step takes far less. */
const graceMs = 15_000;
const bytesPerMiB = 1024 * 1024;

/** Removes what is older, step by step, and says what it was; after Ctrl-C what it has been so far. */
export async function prune(
  target: UserTarget,
  options: { olderThanDays: number; keepNewest: boolean; dryRun: boolean },
): Promise<void> {
  const { keepNewest, dryRun } = options;
  const before = new Date(Date.now() - options.olderThanDays * dayMs).toISOString();
  const { signal } = watchInterruption({ graceMs });
  const pruned = await withUserStore(target, 'prune', (store) =>
    pruneAll(store, { before, keepNewest, dryRun }, signal),
  );
  say(`${dryRun ? 'Would remove' : 'Removed'} ${render(pruned)}.`);
  if (signal.aborted) {
    say('Interrupted: run it again for the rest.');
    throw new InterruptedError();
  }
}

async function pruneAll(
  store: UserStore,
  rules: { before: string; keepNewest: boolean; dryRun: boolean },
  signal: AbortSignal,
): Promise<Pruned> {
  const sum: Pruned = {
    ...{ submissions: 0, drafts: 0, deviceCodes: 0, users: 0, sessions: 0, bytes: 0 },
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
    progress.show('making their room free …');
    await store.reclaimRoom();
  }
  progress.clear();
  return sum;
}

function render({ submissions, drafts, deviceCodes, users, sessions, bytes }: Pruned): string {
  const counts = [
    counted(submissions, 'submission'),
    counted(drafts, 'draft'),
    counted(deviceCodes, 'device code'),
    counted(users, 'user'),
    counted(sessions, 'session'),
  ];
  return `${counts.join(', ')}: about ${(bytes / bytesPerMiB).toFixed(1)} MiB`;
}
