import type { TextStore } from '../../browser/text-store.ts';

/** A program that was handed in and has not reached the server, kept in this browser over a reload. */
export interface KeptHandIn {
  read(): string | null;
  write(code: string): void;
  clear(): void;
  /** Whether another tab of the user's has brought it to the server, or has given it up. */
  isCleared(event: StorageEvent): boolean;
}

export interface KeptHandInOptions {
  readonly store: TextStore;
  /** Asked at each use: a lost session gives the page another user. */
  readonly userUuid: () => string | null;
  /** Its address, which outlives a database made anew: `course/assignment`. */
  readonly assignment: string;
}

export function createKeptHandIn({ store, userUuid, assignment }: KeptHandInOptions): KeptHandIn {
  const key = () => `touchstone:handing-in:${userUuid() ?? 'new'}:${assignment}`;
  return {
    read: () => store.read(key()),
    write: (code) => void store.write(key(), code),
    clear: () => store.remove(key()),
    isCleared: (event) => event.key === key() && event.newValue === null,
  };
}
