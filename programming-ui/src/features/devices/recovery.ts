import type { Readable } from 'svelte/store';
import type { TextStore } from '../../browser/text-store.ts';
import { createStateStore, type ReadableState } from '../../stores/state-store.ts';

const storeKey = (userUuid: string) => `touchstone:recovery:${userUuid}`;

/** Whether to offer the user a recovery key: once, when there is something to lose. */
export interface RecoveryOffer {
  readonly offered: Readable<boolean>;
  /** What the settings should lead to: the button that makes a key, or the field for one. */
  readonly requested: ReadableState<'make' | 'enter' | null>;
  /** Called on each change of the user's progress. */
  note(userUuid: string, solved: number): void;
  noteMade(): void;
  request: (what: 'make' | 'enter') => void;
  /** The settings now show what was requested. */
  noteShown(): void;
  dismiss: () => void;
}

export function createRecoveryOffer(store: TextStore): RecoveryOffer {
  const offered = createStateStore(false);
  const requested = createStateStore<'make' | 'enter' | null>(null);
  let user: string | null = null;

  const close = (how: 'made' | 'dismissed') => {
    if (user !== null) store.write(storeKey(user), how);
    offered.set(false);
  };
  return {
    offered,
    requested,
    note(userUuid, solved) {
      user = userUuid;
      offered.set(solved > 0 && store.read(storeKey(userUuid)) === null);
    },
    noteMade: () => close('made'),
    request: (what) => requested.set(what),
    noteShown: () => requested.set(null),
    dismiss: () => close('dismissed'),
  };
}
