import type { Readable } from 'svelte/store';
import type { TextStore } from '../../browser/text-store.ts';
import { createStateStore, type ReadableState } from '../../stores/state-store.ts';

const storeKey = (userUuid: string) => `touchstone:recovery:${userUuid}`;

/** Before that there is little to lose, and the first successes are for the course. */
const solvedBeforeOffer = 3;

/** Whether to offer the user a recovery key. */
export interface RecoveryOffer {
  /** The user has solved something and has not answered yet: the settings have a mark. */
  readonly open: Readable<boolean>;
  /** Beside a result: once, from the third solved assignment on. */
  readonly offered: Readable<boolean>;
  /** What the settings should lead to: the button that makes a key, or the field for one. */
  readonly requested: ReadableState<'make' | 'enter' | null>;
  /** Called on each change of the user's progress. */
  note(userUuid: string, solved: number): void;
  /** It stays until the next result. */
  noteOffered: () => void;
  noteMade(): void;
  request: (what: 'make' | 'enter') => void;
  /** The settings now show what was requested. */
  noteShown(): void;
  dismiss: () => void;
}

export function createRecoveryOffer(store: TextStore): RecoveryOffer {
  const open = createStateStore(false);
  const offered = createStateStore(false);
  const requested = createStateStore<'make' | 'enter' | null>(null);
  let user: string | null = null;
  let solvedBefore = -1;

  const close = (how: 'made' | 'dismissed') => {
    if (user !== null) store.write(storeKey(user), how);
    open.set(false);
    offered.set(false);
  };
  return {
    open,
    offered,
    requested,
    note(userUuid, solved) {
      if (userUuid === user && solved === solvedBefore) return;
      [user, solvedBefore] = [userUuid, solved];
      const answer = store.read(storeKey(userUuid));
      open.set(solved > 0 && (answer === null || answer === 'offered'));
      offered.set(solved >= solvedBeforeOffer && answer === null);
    },
    noteOffered() {
      if (user !== null) store.write(storeKey(user), 'offered');
    },
    noteMade: () => close('made'),
    request: (what) => requested.set(what),
    noteShown: () => requested.set(null),
    dismiss: () => close('dismissed'),
  };
}
