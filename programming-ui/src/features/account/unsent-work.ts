import type { TextStore } from '../../browser/text-store.ts';

type Store = Pick<TextStore, 'read' | 'remove' | 'keys'>;

/** What this browser saves of a user, by `course/assignment`; see local-draft.ts and saved-hand-in.ts. */
const draftKey = (user: string) => `touchstone:draft:${user}:`;
const baseKey = (user: string) => `touchstone:draft-base:${user}:`;
const handInKey = (user: string) => `touchstone:handing-in:${user}:`;
const prefixes = [
  draftKey,
  baseKey,
  handInKey,
  (user: string) => `touchstone:draft-sent:${user}:`,
  (user: string) => `touchstone:recovery:${user}`,
  (user: string) => `touchstone:latest:${user}:`,
  // What was last open, and assignments of courses that not everybody sees.
  () => 'touchstone:last',
  () => 'touchstone:assignment:',
];

export interface UnsentWork {
  /** `course/assignment`, by slugs. */
  readonly assignment: string;
  /** Handed in, or only typed. */
  readonly handedIn: boolean;
}

/** The user's work that only this browser has: it has not reached the server. */
export function findUnsentWork(store: Store, user: string): UnsentWork[] {
  const under = (prefix: string) =>
    store
      .keys(prefix)
      .map((key) => ({ assignment: key.slice(prefix.length), text: store.read(key) }));
  const handedIn = new Set(under(handInKey(user)).map(({ assignment }) => assignment));
  const typed = under(draftKey(user))
    .filter(({ assignment, text }) => text !== sentText(store.read(baseKey(user) + assignment)))
    .map(({ assignment }) => assignment);
  return [...new Set([...handedIn, ...typed])]
    .toSorted()
    .map((assignment) => ({ assignment, handedIn: handedIn.has(assignment) }));
}

/** The text below the revision. */
const sentText = (base: string | null): string | null =>
  base === null ? null : base.slice(base.indexOf('\n') + 1);

/** Removes all that the browser, or this tab, has saved of the user's work. */
export function removeWork(store: Store, user: string): void {
  for (const prefix of prefixes) for (const key of store.keys(prefix(user))) store.remove(key);
}
