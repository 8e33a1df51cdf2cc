import {
  assignmentListSchema,
  assignmentSchema,
  courseListSchema,
  coursesCacheTag,
  examplesSchema,
  gradingBundleSchema,
  slugSchema,
  type AssignmentSummary,
} from '@touchstone/contracts';
import {
  findCourse,
  listAssignments,
  listCourses,
  listInvitedAssignments,
  readAssignment,
  readBundleFile,
  readGradingBundle,
  type Database,
  type ListedCourse,
} from '@touchstone/database';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import { parseId, notFound } from '../http/problems.ts';
import type { EditedFiles } from '../http/program.ts';
import { tagAnswer, type Audience, type TaggedAnswer } from '../http/tagged-answer.ts';
import { tagFile } from '../http/tagged-file.ts';
import type { Sees } from '../people/rights.ts';

/** What handing in needs of an assignment. */
interface AssignmentKey {
  readonly assignmentId: string;
  readonly bundleHash: string;
  /** The course is read-only. */
  readonly archived: boolean;
  readonly edits: EditedFiles;
}

interface CachedAssignment {
  readonly key: AssignmentKey;
  readonly answer: TaggedAnswer;
  readonly audience: Audience;
  /** Of the files that students can open. */
  readonly givenNames: readonly string[];
}

/**
 * Courses and assignments, read through the cache. One that the caller does not see is as if absent: its
 * answers are the same as for a course or an id that does not exist.
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
  assignmentsOf(courseId: string): Promise<AssignmentSummary[]>;
  /** Of an assignment that may be retired: whether the caller sees its course. @throws ProblemError 404 */
  requireSeen(of: { assignmentId: string }, sees: Sees, what?: string): Promise<void>;
  /** The ids of courses that the caller does not see. */
  hiddenCourses(sees: Sees): Promise<string[]>;
}

export function createCatalog(deps: {
  database: Database;
  cache: TaggedCache;
  /** Graders run all assignments with the shared judge. */
  forgeable: boolean;
}): Catalog {
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

  const assignmentsOf = (courseId: string): Promise<AssignmentSummary[]> =>
    cached(`assignments-of ${courseId}`, () => listAssignments(kysely, courseId));

  const readCached = async (id: string, sees: Sees): Promise<CachedAssignment> => {
    const assignmentId = parseId(id, 'assignment');
    const { course: its, ...read } = await cached(`assignment ${assignmentId}`, async () => {
      const assignment = await readAssignment(kysely, assignmentId);
      if (assignment === null) throw notFound('assignment');
      const { bundleHash, archived, courseId, access } = assignment;
      const { fileName, otherFiles, givenFiles = [] } = assignment;
      const judge = deps.forgeable ? 'shared' : assignment.judge;
      const audience = audienceOf({ access });
      const content = assignmentSchema.parse({
        ...assignment,
        judge,
        otherFiles: otherFiles?.map(({ name, code }) => ({ name, starterCode: code })),
      });
      return {
        key: { assignmentId, bundleHash, archived, edits: { fileName, otherFiles } },
        answer: await tagAnswer(content, audience),
        audience,
        givenNames: givenFiles.map(({ name }) => name),
        course: { id: courseId, access },
      };
    });
    if (!(await sees(its))) throw notFound('assignment');
    return read;
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
      return cached(`assignments ${found?.id ?? ''}`, async () => {
        const assignments = found === null ? [] : await assignmentsOf(found.id);
        const audience = found === null ? 'everybody' : audienceOf(found);
        return tagAnswer(assignmentListSchema.parse({ assignments }), audience);
      });
    },
    assignment: async (id, sees) => (await readCached(id, sees)).answer,
    async assignmentAt(courseSlug, slug, sees) {
      if (!slugSchema.safeParse(courseSlug).success) throw notFound('course');
      const found = await course(courseSlug, sees);
      const assignments = found === null ? [] : await assignmentsOf(found.id);
      const id = assignments.find((assignment) => assignment.slug === slug)?.id;
      if (id === undefined) throw notFound('assignment');
      return (await readCached(id, sees)).answer;
    },
    async examples(id, sees) {
      const { key, audience } = await readCached(id, sees);
      return cached(`examples ${key.assignmentId}`, async () => {
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
      const { key, audience, givenNames } = await readCached(id, sees);
      if (!givenNames.includes(name)) throw notFound('file');
      return cached(`given ${key.assignmentId} ${name}`, async () => {
        const bytes = await readBundleFile(kysely, key.bundleHash, name);
        if (bytes === null) throw notFound('file');
        return tagFile(name, bytes, audience);
      });
    },
    assignmentKey: async (id, sees) => (await readCached(id, sees)).key,
    async requireSeen({ assignmentId }, sees, what = 'submission') {
      const courseId = (await invited()).get(assignmentId);
      if (courseId === undefined) return;
      if (!(await sees({ id: courseId, access: 'invited' }))) throw notFound(what);
    },
    async hiddenCourses(sees) {
      const courses = [...new Set((await invited()).values())];
      const seen = await inTurn(
        courses.map((id) => ({ id, access: 'invited' as const })),
        sees,
      );
      return courses.filter((id) => !seen.some((one) => one.id === id));
    },
  };
}

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
