import type { Assignment, Submission } from '@touchstone/contracts';
import type { TextStore } from '../../browser/text-store.ts';

/**
 * The assignments that this tab has opened: shown again while the server is not available. `tabStore`
 * outlives a reload, and its quota is separate from that of the drafts.
 */
export function createOpenedAssignments(tabStore: TextStore) {
  const assignmentKey = (address: string) => `touchstone:assignment:${address}`;
  const latestKey = (user: string, address: string) => `touchstone:latest:${user}:${address}`;
  const read = (key: string): unknown => {
    const text = tabStore.read(key);
    return text === null ? undefined : JSON.parse(text);
  };
  return {
    assignment: (address: string) =>
      (read(assignmentKey(address)) as Assignment | undefined) ?? null,
    /** The user's latest submission; null for none, undefined if it was never read. */
    latest: (userUuid: string, address: string) =>
      read(latestKey(userUuid, address)) as Submission | null | undefined,
    noteAssignment: (address: string, assignment: Assignment) =>
      void tabStore.write(assignmentKey(address), JSON.stringify(assignment)),
    noteLatest: (userUuid: string, address: string, latest: Submission | null) =>
      void tabStore.write(latestKey(userUuid, address), JSON.stringify(latest)),
  };
}
