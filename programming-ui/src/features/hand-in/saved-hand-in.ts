import type { TextStore } from '../../browser/text-store.ts';

export type SavedHandIn = ReturnType<typeof createSavedHandIn>;

export interface SavedHandInOptions {
  readonly store: TextStore;
  /** Called at each use: after a lost session the page has another user. */
  readonly userUuid: () => string | null;
  /** `course/assignment` by slugs, which stay the same in a new database. */
  readonly assignment: string;
}

/** A program that was handed in but has not reached the server: saved, so that it survives a reload. */
export function createSavedHandIn({ store, userUuid, assignment }: SavedHandInOptions) {
  const key = () => `touchstone:handing-in:${userUuid() ?? 'new'}:${assignment}`;
  return {
    read: () => store.read(key()),
    write: (code: string) => void store.write(key(), code),
    clear: () => store.remove(key()),
    /** Whether another tab has sent it or dropped it. */
    isCleared: (event: StorageEvent) => event.key === key() && event.newValue === null,
  };
}
