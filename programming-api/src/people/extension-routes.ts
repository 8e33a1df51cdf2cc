import type { Extension } from '@touchstone/contracts';
import type { Cell } from '@touchstone/contracts/csv';
import { writeLocal } from '@touchstone/contracts/dates';
import {
  extend,
  findDatedAssignments,
  findStudent,
  listDateChanges,
  noteActions,
  removeDateChange,
  type CourseForTeachers,
  type DatedAssignment,
  type DateScope,
  type ExtendOutcome,
  type StoredChange,
} from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import { notFound, parseId, ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import { sendCsv } from '../http/csv-answer.ts';
import { teachingOf } from './enforce-callers.ts';

interface ExtensionDeps extends Pick<RouteDeps, 'database' | 'freeDisk' | 'rights'> {
  /** Makes all processes read dates again. */
  readonly announceCourses: () => Promise<void>;
}

/** Dates that teachers change for students, groups and all. */
export function extensionRoutes(app: TypedApp, deps: ExtensionDeps): void {
  const { kysely } = deps.database;

  const scopeOf = scopeReader(deps);

  app.route({
    ...callRoute('GET /api/teach/:course/extensions'),
    handler: async (request) => {
      const { course } = teachingOf(request);
      return { extensions: (await listDateChanges(kysely, course.id)).map(toExtension) };
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/extensions.csv'),
    handler: async (request, reply) => {
      const { course, userId: actor } = teachingOf(request);
      const changes = await listDateChanges(kysely, course.id);
      await noteActions(kysely, [{ actor, courseId: course.id, action: 'export-dates' }]);
      return sendCsv(reply, `${course.slug}-dates`, [extensionHead, ...changes.map(extensionLine)]);
    },
  });

  app.route({
    ...callRoute('POST /api/teach/:course/extensions'),
    handler: async (request) => {
      deps.freeDisk.assertRoom();
      const { course, userId: authorId } = teachingOf(request);
      const { assignment: slug, for: extended, reason = null, ...written } = request.body;
      const [assignment] = await findDatedAssignments(kysely, { course: course.slug, slug });
      if (assignment === undefined) throw notFound('assignment');
      const scope = await scopeOf(course, extended);
      const toDate = (text?: string): Date | null => (text === undefined ? null : new Date(text));
      const [until, opens] = [toDate(written.until), toDate(written.opens)];
      const outcome = await extend(kysely, assignment, { scope, until, opens, reason, authorId });
      if (outcome.kind === 'no-such-group') throw notFound('group');
      if (outcome.kind !== 'extended') {
        throw new ProblemError('invalid-request', { detail: refusalOf(outcome, assignment) });
      }
      await deps.announceCourses();
      const { opens: opensAt, due, closes } = outcome.dates;
      const { raised } = outcome;
      return { opens: write(opensAt), due: write(due), closes: write(closes), raised };
    },
  });

  app.route({
    ...callRoute('DELETE /api/teach/:course/extensions/:extension'),
    handler: async (request, reply) => {
      const { course, userId: authorId } = teachingOf(request);
      const id = parseId(request.params.extension, 'extension');
      const changes = await listDateChanges(kysely, course.id);
      const change = changes.find((each) => each.id === id);
      if (change === undefined) throw notFound('extension');
      const { assignmentId } = change;
      await removeDateChange(kysely, { assignmentId, scope: scopeIn(change), authorId });
      await deps.announceCourses();
      return reply.code(204).send();
    },
  });
}

/** Reads for whom something of a course is. @throws ProblemError 404 if there is no such student */
export const scopeReader =
  ({ database, rights }: Pick<RouteDeps, 'database' | 'rights'>) =>
  async (course: CourseForTeachers, whom: Extension['for']): Promise<DateScope> => {
    if ('all' in whom) return { kind: 'all' };
    if ('group' in whom) return { kind: 'group', group: whom.group };
    const userId = await findStudent(database.kysely, whom.user);
    if (userId === null) throw notFound('student');
    const isMember = async () => (await rights.of(userId)).roles.has(course.id);
    // Somebody of other courses is as if absent; an open course has students whom it does not know yet.
    if (course.access === 'invited' && !(await isMember())) throw notFound('student');
    return { kind: 'student', userId };
  };

/** For whom something stored is. */
export const scopeIn = ({ userId, group }: Pick<StoredChange, 'userId' | 'group'>): DateScope => {
  if (userId !== null) return { kind: 'student', userId };
  return group === null ? { kind: 'all' } : { kind: 'group', group };
};

/** The same, as it is sent. */
export const forWhom = (of: Pick<StoredChange, 'userId' | 'group'>): Extension['for'] => {
  const scope = scopeIn(of);
  if (scope.kind === 'student') return { user: scope.userId };
  return scope.kind === 'all' ? { all: true } : { group: scope.group };
};

function refusalOf(
  refused: Exclude<ExtendOutcome, { kind: 'extended' | 'no-such-group' }>,
  { timeZone }: DatedAssignment,
): string {
  if (refused.kind === 'no-due') return 'The assignment has no date by which it is due.';
  const due = `${writeLocal(refused.due.getTime(), timeZone)} (${timeZone})`;
  return refused.kind === 'not-later'
    ? `It is due ${due} for all, and an extension can only be later.`
    : `It is due ${due}, and must open before that.`;
}

const write = (date: Date | null): string | null => date?.toISOString() ?? null;

/** What `touchstone extend --csv` reads, and what people want to read besides. */
const extensionHead: readonly Cell[] = [
  ...['assignment', 'student', 'group', 'opens', 'until', 'closes', 'reason', 'id', 'name'],
  'changed_at',
];

const extensionLine = (change: StoredChange): Cell[] => [
  ...[change.assignment, change.userId, change.group],
  ...[write(change.opens), write(change.due), write(change.closes), change.reason],
  ...[change.student?.studentNumber ?? null, change.student?.name ?? null],
  change.changedAt.toISOString(),
];

function toExtension(change: StoredChange): Extension {
  const { id, assignment, student, opens, due, closes, reason, changedAt } = change;
  return {
    ...{ id, assignment, reason },
    ...{ for: forWhom(change), student },
    ...{ opens: write(opens), due: write(due), closes: write(closes) },
    changedAt: changedAt.toISOString(),
  };
}
