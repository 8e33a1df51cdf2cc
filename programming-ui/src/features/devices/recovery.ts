import { writable, type Readable } from 'svelte/store';
import type { TextStore } from '../../browser/text-store.ts';

const storeKey = (userUuid: string) => `touchstone:recovery:${userUuid}`;

/** Whether a user shall be offered a recovery key: once, when there is something to lose. */
export interface RecoveryOffer {
  readonly offered: Readable<boolean>;
  /** To be called with each state of the user's progress. */
  note(userUuid: string, solved: number): void;
  noteMade(): void;
  /** The student wants the key that is offered, which the settings make. */
  ask(): void;
  /** Whether that is so; it is asked for once. */
  takeAsked(): boolean;
  dismiss: () => void;
}

export function createRecoveryOffer(store: TextStore): RecoveryOffer {
  const offered = writable(false);
  let user: string | null = null;
  let asked = false;

  const settle = (how: 'made' | 'dismissed') => {
    if (user !== null) store.write(storeKey(user), how);
    offered.set(false);
  };
  return {
    offered,
    note(userUuid, solved) {
      user = userUuid;
      offered.set(solved > 0 && store.read(storeKey(userUuid)) === null);
    },
    ask() {
      asked = true;
    },
    takeAsked() {
      const was = asked;
      asked = false;
      return was;
    },
    noteMade: () => settle('made'),
    dismiss: () => settle('dismissed'),
  };
}
