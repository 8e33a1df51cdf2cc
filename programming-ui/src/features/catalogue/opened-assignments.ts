import type { Assignment, Submission } from '@touchstone/contracts';
import type { TextStore } from '../../browser/text-store.ts';

/** What this tab has opened: shown again while the server does not answer. */
export interface OpenedAssignments {
  assignment(address: string): Assignment | null;
  /** What a user handed in last; null for nothing, undefined where it was never read. */
  latest(userUuid: string, address: string): Submission | null | undefined;
  noteAssignment(address: string, assignment: Assignment): void;
  noteLatest(userUuid: string, address: string, latest: Submission | null): void;
}

/** `tabStore` outlives a reload, and has room of its own beside that of the drafts. */
export function createOpenedAssignments(tabStore: TextStore): OpenedAssignments {
  const assignmentKey = (address: string) => `touchstone:assignment:${address}`;
  const latestKey = (user: string, address: string) => `touchstone:latest:${user}:${address}`;
  const read = (key: string): unknown => {
    const text = tabStore.read(key);
    return text === null ? undefined : JSON.parse(text);
  };
  return {
    assignment: (address) => (read(assignmentKey(address)) as Assignment | undefined) ?? null,
    latest: (user, address) => read(latestKey(user, address)) as Submission | null | undefined,
    noteAssignment: (address, assignment) =>
      void tabStore.write(assignmentKey(address), JSON.stringify(assignment)),
    noteLatest: (user, address, latest) =>
      void tabStore.write(latestKey(user, address), JSON.stringify(latest)),
  };
}
