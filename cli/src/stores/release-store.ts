import {
  findDatedAssignments,
  listGroups,
  listHeldAssignments,
  release,
  undoRelease,
  type Database,
} from '@touchstone/database';
import type { ReleaseStore } from '../control/release-calls.ts';
import { scopeReader } from './date-store.ts';

/** `notify` makes running APIs read releases again, and send them to students. */
export function releaseStoreIn({ kysely }: Database, notify: () => Promise<void>): ReleaseStore {
  const scopeOf = scopeReader(kysely);
  return {
    async releaseVerdicts(place, who, undo) {
      const [assignment] = await findDatedAssignments(kysely, place);
      if (assignment === undefined) return { kind: 'no-such-assignment' };
      const { assignmentId, courseId, slug } = assignment;
      const held = await listHeldAssignments(kysely, courseId);
      if (!held.some((each) => each.assignment === slug)) return { kind: 'at-once' };
      const scope = await scopeOf(who);
      if (scope === null) return { kind: 'no-such-student' };
      if (scope.kind === 'group') {
        const groups = await listGroups(kysely, courseId);
        if (!groups.includes(scope.group)) return { kind: 'no-such-group', groups };
      }
      const change = { assignmentId, scope, authorId: null };
      const changed = undo
        ? await undoRelease(kysely, change)
        : (await release(kysely, change)).isNew;
      if (changed) await notify();
      return { kind: 'done', changed };
    },
  };
}
