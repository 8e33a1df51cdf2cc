import type { Dates } from '@touchstone/contracts/dates';
import {
  extend,
  findDatedAssignments,
  findStudent,
  listDateChangesFor,
  removeDateChange,
  type Connection,
  type Database,
  type DateScope,
} from '@touchstone/database';
import type { DateStore, Who, WrittenDates } from '../control/date-calls.ts';

/** Reads for whom something is; null: there is no such student. */
export const scopeReader =
  (kysely: Connection) =>
  async (who: Who): Promise<DateScope | null> => {
    if ('all' in who) return { kind: 'all' };
    if ('group' in who) return { kind: 'group', group: who.group };
    const userId = await findStudent(kysely, who.student);
    return userId === null ? null : { kind: 'student', userId };
  };

/** `notify` makes running APIs read the courses again, and with them the dates. */
export function dateStoreIn({ kysely }: Database, notify: () => Promise<void>): DateStore {
  const scopeOf = scopeReader(kysely);
  const assignmentAt = async (place: { course: string; slug: string }) => {
    const [assignment] = await findDatedAssignments(kysely, place);
    if (assignment === undefined) throw new Error(`${place.course} has no ${place.slug} any more`);
    return assignment;
  };

  return {
    async findAssignments(course, slug) {
      const found = await findDatedAssignments(kysely, { course: course ?? undefined, slug });
      return found.map(({ assignmentId, dates, ...rest }) => ({
        ...{ id: assignmentId, ...rest },
        dates: write(dates),
      }));
    },
    async extendDates(place, who, { until, opens, reason }) {
      const scope = await scopeOf(who);
      if (scope === null) return { kind: 'no-such-student' };
      const toDate = (text: string | null): Date | null => (text === null ? null : new Date(text));
      const dates = { until: toDate(until), opens: toDate(opens) };
      const change = { scope, ...dates, reason, authorId: null };
      const outcome = await extend(kysely, await assignmentAt(place), change);
      if (outcome.kind === 'not-later' || outcome.kind === 'opens-too-late') {
        return { ...outcome, due: outcome.due.toISOString() };
      }
      if (outcome.kind !== 'extended') return outcome;
      await notify();
      return { ...outcome, dates: write(outcome.dates) };
    },
    async removeExtension(assignmentId, who) {
      const scope = await scopeOf(who);
      if (scope === null) return null;
      const removed = await removeDateChange(kysely, { assignmentId, scope, authorId: null });
      if (removed) await notify();
      return removed;
    },
    async explainDates(place, student) {
      const userId = await findStudent(kysely, student);
      if (userId === null) return { kind: 'no-such-student' };
      const { assignmentId, courseId } = await assignmentAt(place);
      const changes = await listDateChangesFor(kysely, { courseId, userId });
      const own = changes.filter((change) => change.assignmentId === assignmentId);
      return {
        kind: 'known',
        changes: own.map(({ rule, ...dates }) => ({ rule, ...write(dates) })),
      };
    },
  };
}

const write = ({ opens, due, closes }: Dates): WrittenDates => ({
  opens: opens?.toISOString() ?? null,
  due: due?.toISOString() ?? null,
  closes: closes?.toISOString() ?? null,
});
