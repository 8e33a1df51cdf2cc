import { writable, type Readable } from 'svelte/store';
import type { TextStore } from '../../browser/text-store.ts';

const storeKey = (userUuid: string) => `touchstone:recovery:${userUuid}`;

/** Whether a user shall be offered a recovery key: once, when there is something to lose. */
export interface RecoveryOffer {
  readonly offered: Readable<boolean>;
  /** What the student wants to do of what is in the settings: make the key that is offered, or enter one. */
  readonly asked: Readable<'make' | 'enter' | null>;
  /** To be called with each state of the user's progress. */
  note(userUuid: string, solved: number): void;
  noteMade(): void;
  ask: (what: 'make' | 'enter') => void;
  /** The settings show what was asked for. */
  noteShown(): void;
  dismiss: () => void;
}

export function createRecoveryOffer(store: TextStore): RecoveryOffer {
  const offered = writable(false);
  const asked = writable<'make' | 'enter' | null>(null);
  let user: string | null = null;

  const settle = (how: 'made' | 'dismissed') => {
    if (user !== null) store.write(storeKey(user), how);
    offered.set(false);
  };
  return {
    offered,
    asked,
    note(userUuid, solved) {
      user = userUuid;
      offered.set(solved > 0 && store.read(storeKey(userUuid)) === null);
    },
    noteMade: () => settle('made'),
    ask: (what) => asked.set(what),
    noteShown: () => asked.set(null),
    dismiss: () => settle('dismissed'),
  };
}
