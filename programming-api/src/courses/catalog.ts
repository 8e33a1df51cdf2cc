import { createHash } from 'node:crypto';
import {
  assignmentListSchema,
  assignmentSchema,
  courseListSchema,
  coursesCacheTag,
  examplesSchema,
  gradingBundleSchema,
  slugSchema,
  type Assignment,
  type AssignmentSummary,
  type StudentDates,
} from '@touchstone/contracts';
import {
  findCourse,
  listAssignments,
  listAssignmentsWithDates,
  listCourses,
  listHoldingAssignments,
  listInvitedAssignments,
  readAssignment,
  readBundleFile,
  readGradingBundle,
  type AssignmentWithDates,
  type Database,
  type HoldingAssignment,
  type ListedCourse,
} from '@touchstone/database';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import type { Clock } from '../clock/clock.ts';
import { parseId, notFound } from '../http/problems.ts';
import type { EditedFiles } from '../http/program.ts';
import { tagAnswer, type Audience, type TaggedAnswer } from '../http/tagged-answer.ts';
import { tagFile } from '../http/tagged-file.ts';
import type { Sees } from '../people/rights.ts';
import { heldBackFrom, isHeldBack } from './held-back.ts';
import { datesFor, type SeenDates } from './seen-dates.ts';

/** What handing in needs of an assignment. */
interface AssignmentKey {
  readonly assignmentId: string;
  readonly bundleHash: string;
  /** The course is read-only. */
  readonly archived: boolean;
  readonly edits: EditedFiles;
  /** The caller's; null if it has none. */
  readonly dates: SeenDates | null;
  /** Its verdicts are held back from the caller now. */
  readonly isHeld: boolean;
}

interface SeenAssignment {
  readonly key: Omit<AssignmentKey, 'isHeld'>;
  readonly courseId: string;
  readonly assignment: Assignment;
  readonly audience: Audience;
}

/**
 * Courses and assignments, read through the cache. One that the caller does not see, or that is not open for
 * the caller yet, is as if absent: its answers are the same as for a course or an id that does not exist.
 */
export interface Catalog {
  courses(sees: Sees): Promise<TaggedAnswer>;
  /** Of the course, by default the first one; empty if the caller sees no course. */
  assignments(slug: string | undefined, sees: Sees): Promise<TaggedAnswer>;
  /** @throws ProblemError 404 */
  assignment(id: string, sees: Sees): Promise<TaggedAnswer>;
  /** The same, by slugs. @throws ProblemError 404 */
  assignmentAt(courseSlug: string, slug: string, sees: Sees): Promise<TaggedAnswer>;
  /** @throws ProblemError 404 */
  examples(id: string, sees: Sees): Promise<TaggedAnswer>;
  /** A file that students are given. @throws ProblemError 404, also for other files of the assignment */
  givenFile(id: string, name: string, sees: Sees): Promise<TaggedAnswer>;
  /** @throws ProblemError 404 */
  assignmentKey(id: string, sees: Sees): Promise<AssignmentKey>;
  /** By default the first one; null if the caller sees no course. @throws ProblemError 404 */
  course(slug: string | undefined, sees: Sees): Promise<ListedCourse | null>;
  /** Those that are open for the caller. */
  assignmentsOf(courseId: string, sees: Sees): Promise<AssignmentSummary[]>;
  /** Of an assignment that may be retired: whether the caller sees it. @throws ProblemError 404 */
  requireSeen(of: { assignmentId: string }, sees: Sees, what?: string): Promise<void>;
  /** The ids of courses that the caller does not see. */
  hiddenCourses(sees: Sees): Promise<string[]>;
  /** The ids of assignments that are not open for the caller yet. */
  hiddenAssignments(sees: Sees): Promise<string[]>;
  /** The ids of assignments whose verdicts are held back from the caller now; of all courses or of one. */
  heldAssignments(sees: Sees, courseId?: string): Promise<string[]>;
  /** Whether the verdicts of the assignment are held back from the caller now. */
  isHeld(of: { assignmentId: string }, sees: Sees): Promise<boolean>;
  /** The caller's dates of all assignments of the course that have any. */
  datesOf(courseId: string, sees: Sees): Promise<(StudentDates & { assignmentId: string })[]>;
  /** Whether the course has assignments whose verdicts are held back at first. */
  holdsBack(courseId: string): Promise<boolean>;
}

export function createCatalog(deps: {
  database: Database;
  cache: TaggedCache;
  clock: Clock;
  /** Graders run all assignments with the shared judge. */
  forgeable: boolean;
}): Catalog {
  const { clock } = deps;
  const { kysely } = deps.database;
  const cached = <T>(key: string, load: () => Promise<T>): Promise<T> =>
    deps.cache.read(key, [coursesCacheTag], load);
  const listed = (): Promise<ListedCourse[]> => cached('listed', () => listCourses(kysely));

  // Unknown slugs and ids throw, so they are not cached: clients can make up any number of them.
  const course: Catalog['course'] = async (slug, sees) => {
    if (slug === undefined) {
      for (const first of await listed()) if (await sees(first)) return first;
      return null;
    }
    const found = await cached(`course ${slug}`, async () => {
      const stored = await findCourse(kysely, slug);
      if (stored === null) throw notFound('course');
      return stored;
    });
    if (!(await sees(found))) throw notFound('course');
    return found;
  };

  const withDates = (): Promise<Map<string, AssignmentWithDates>> =>
    cached('assignments-with-dates', () => listAssignmentsWithDates(kysely));

  /** The caller's dates; null if it has none. @throws ProblemError 404 before it opens */
  const openFor = async (id: string, sees: Sees, what: string): Promise<SeenDates | null> => {
    const dated = (await withDates()).get(id);
    if (dated === undefined) return null;
    const seen = await datesFor(dated, sees, clock.now());
    if (!seen.isSeen) throw notFound(what);
    return seen;
  };

  const holding = (): Promise<Map<string, HoldingAssignment>> =>
    cached('holding-assignments', async () => {
      const assignments = await listHoldingAssignments(kysely);
      return new Map(assignments.map((each) => [each.assignmentId, each]));
    });
  const isHeld: Catalog['isHeld'] = async ({ assignmentId }, sees) => {
    const assignment = (await holding()).get(assignmentId);
    return assignment !== undefined && isHeldBack(sees, assignment, clock.now());
  };

  const listFor = async (
    courseId: string,
    sees: Sees,
  ): Promise<{ assignments: AssignmentSummary[]; isOwn: boolean; key: string }> => {
    const listed = await cached(`assignments-of ${courseId}`, () =>
      listAssignments(kysely, courseId),
    );
    const dated = await withDates();
    if (!listed.some(({ id }) => dated.has(id))) {
      return { assignments: listed, isOwn: false, key: '' };
    }
    const assignments: AssignmentSummary[] = [];
    let isOwn = false;
    for (const assignment of listed) {
      // A gap would tell that there is one more.
      const position = assignments.length + 1;
      const its = dated.get(assignment.id);
      if (its === undefined) {
        assignments.push({ ...assignment, position });
        continue;
      }
      const seen = await datesFor(its, sees, clock.now());
      if (seen.isSeen) assignments.push({ ...assignment, position, dates: seen.shown });
      isOwn ||= seen.isOwn;
    }
    return { assignments, isOwn, key: hashOf(assignments.map(({ id, dates }) => [id, dates])) };
  };

  const assignmentsOf: Catalog['assignmentsOf'] = async (courseId, sees) =>
    (await listFor(courseId, sees)).assignments;

  const readCached = async (id: string, sees: Sees): Promise<SeenAssignment> => {
    const assignmentId = parseId(id, 'assignment');
    const read = await cached(`assignment ${assignmentId}`, async () => {
      const stored = await readAssignment(kysely, assignmentId);
      if (stored === null) throw notFound('assignment');
      const { bundleHash, archived, courseId, access, fileName, otherFiles } = stored;
      const assignment = assignmentSchema.parse({
        ...stored,
        judge: deps.forgeable ? 'shared' : stored.judge,
        otherFiles: otherFiles?.map(({ name, code }) => ({ name, starterCode: code })),
      });
      const key = { assignmentId, bundleHash, archived, edits: { fileName, otherFiles } };
      return { key, assignment, course: { id: courseId, access } };
    });
    if (!(await sees(read.course))) throw notFound('assignment');
    const dates = await openFor(assignmentId, sees, 'assignment');
    const audience = dates?.isOwn === true ? 'members' : audienceOf(read.course);
    const courseId = read.course.id;
    return { assignment: read.assignment, audience, courseId, key: { ...read.key, dates } };
  };

  const answerOf = async (id: string, sees: Sees): Promise<TaggedAnswer> => {
    const { key, assignment, courseId, ...seen } = await readCached(id, sees);
    const dates = key.dates?.shown;
    const list = await listFor(courseId, sees);
    const position =
      list.assignments.find((listed) => listed.id === key.assignmentId)?.position ??
      assignment.position;
    const audience = list.isOwn ? 'members' : seen.audience;
    return cached(`answer ${key.assignmentId} ${audience} ${hashOf([position, dates])}`, () =>
      tagAnswer({ ...assignment, position, ...(dates !== undefined && { dates }) }, audience),
    );
  };

  const invited = (): Promise<Map<string, string>> =>
    cached('invited-assignments', () => listInvitedAssignments(kysely));

  return {
    course,
    assignmentsOf,
    async courses(sees) {
      const seen = await inTurn(await listed(), sees);
      const members = seen.filter(({ access }) => access === 'invited').map(({ id }) => id);
      return cached(`courses ${members.join(' ')}`, () =>
        tagAnswer(
          courseListSchema.parse({ courses: seen }),
          members.length > 0 ? 'members' : 'everybody',
        ),
      );
    },
    async assignments(slug, sees) {
      const found = await course(slug, sees);
      if (found === null) return cached('assignments', () => tagAnswer({ assignments: [] }));
      const { assignments, isOwn, key } = await listFor(found.id, sees);
      const audience = isOwn ? 'members' : audienceOf(found);
      return cached(`assignments ${found.id} ${audience} ${key}`, () =>
        tagAnswer(assignmentListSchema.parse({ assignments }), audience),
      );
    },
    assignment: answerOf,
    async assignmentAt(courseSlug, slug, sees) {
      if (!slugSchema.safeParse(courseSlug).success) throw notFound('course');
      const found = await course(courseSlug, sees);
      const assignments = found === null ? [] : await assignmentsOf(found.id, sees);
      const id = assignments.find((assignment) => assignment.slug === slug)?.id;
      if (id === undefined) throw notFound('assignment');
      return answerOf(id, sees);
    },
    async examples(id, sees) {
      const { key, audience } = await readCached(id, sees);
      return cached(`examples ${key.assignmentId} ${audience}`, async () => {
        const stored = await readGradingBundle(kysely, key.bundleHash);
        if (stored === null) throw notFound('assignment');
        const { testFiles, cases, limits, ...rest } = gradingBundleSchema.parse(stored);
        const examples = examplesSchema.parse({
          ...rest,
          testFiles: testFiles.filter(({ hidden }) => !hidden),
          cases: cases.filter(({ hidden }) => !hidden),
          wallSeconds: limits.wallSeconds,
        });
        return tagAnswer(examples, audience);
      });
    },
    async givenFile(id, name, sees) {
      const { key, assignment, audience } = await readCached(id, sees);
      if (!assignment.givenFiles?.some((given) => given.name === name)) throw notFound('file');
      return cached(`given ${key.assignmentId} ${audience} ${name}`, async () => {
        const bytes = await readBundleFile(kysely, key.bundleHash, name);
        if (bytes === null) throw notFound('file');
        return tagFile(name, bytes, audience);
      });
    },
    async assignmentKey(id, sees) {
      const { key } = await readCached(id, sees);
      return { ...key, isHeld: await isHeld(key, sees) };
    },
    async requireSeen({ assignmentId }, sees, what = 'submission') {
      if ((await sees.viewedCourse()) !== null) await readCached(assignmentId, sees);
      const courseId = (await invited()).get(assignmentId);
      if (courseId !== undefined && !(await sees({ id: courseId, access: 'invited' }))) {
        throw notFound(what);
      }
      await openFor(assignmentId, sees, what);
    },
    async hiddenCourses(sees) {
      const courses = [...new Set((await invited()).values())];
      const seen = await inTurn(
        courses.map((id) => ({ id, access: 'invited' as const })),
        sees,
      );
      return courses.filter((id) => !seen.some((one) => one.id === id));
    },
    async hiddenAssignments(sees) {
      const hidden: string[] = [];
      for (const [id, dated] of await withDates()) {
        if (!(await datesFor(dated, sees, clock.now())).isSeen) hidden.push(id);
      }
      return hidden;
    },
    async heldAssignments(sees, courseId) {
      const all = [...(await holding()).values()];
      const those = courseId === undefined ? all : all.filter((one) => one.courseId === courseId);
      return those.length === 0 ? [] : heldBackFrom(sees, those, clock.now());
    },
    isHeld,
    async datesOf(courseId, sees) {
      const dates: (StudentDates & { assignmentId: string })[] = [];
      for (const [assignmentId, dated] of await withDates()) {
        if (dated.courseId !== courseId) continue;
        dates.push({ assignmentId, ...(await datesFor(dated, sees, clock.now())).shown });
      }
      return dates;
    },
    async holdsBack(courseId) {
      for (const assignment of (await holding()).values()) {
        if (assignment.courseId === courseId) return true;
      }
      return false;
    },
  };
}

/** Tells answers with different dates apart in the cache. */
const hashOf = (dates: unknown): string =>
  createHash('sha256').update(JSON.stringify(dates)).digest('base64url');

const audienceOf = ({ access }: Pick<ListedCourse, 'access'>): Audience =>
  access === 'open' ? 'everybody' : 'members';

/** Those that the caller sees. */
async function inTurn<T extends Pick<ListedCourse, 'id' | 'access'>>(
  courses: readonly T[],
  sees: Sees,
): Promise<T[]> {
  const seen: T[] = [];
  for (const course of courses) if (await sees(course)) seen.push(course);
  return seen;
}
