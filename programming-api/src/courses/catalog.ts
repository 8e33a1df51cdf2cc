import {
  assignmentListSchema,
  assignmentSchema,
  courseListSchema,
  coursesCacheTag,
  examplesSchema,
  gradingBundleSchema,
  slugSchema,
  type AssignmentSummary,
  type Course,
} from '@touchstone/contracts';
import {
  findCourse,
  listAssignments,
  listCourses,
  readAssignment,
  readBundleFile,
  readGradingBundle,
  type Database,
} from '@touchstone/database';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import { parseId, notFound } from '../http/problems.ts';
import type { EditedFiles } from '../http/program.ts';
import { tagAnswer, type TaggedAnswer } from '../http/tagged-answer.ts';
import { tagFile } from '../http/tagged-file.ts';

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
  /** Of the files that students can open. */
  readonly givenNames: readonly string[];
}

/** Courses and assignments, the same for everyone, read through the cache. */
export interface Catalog {
  courses(): Promise<TaggedAnswer>;
  /** Of the course, by default the first one; empty if no course is loaded. */
  assignments(slug: string | undefined): Promise<TaggedAnswer>;
  /** @throws ProblemError 404 */
  assignment(id: string): Promise<TaggedAnswer>;
  /** The same, by slugs. @throws ProblemError 404 */
  assignmentAt(courseSlug: string, slug: string): Promise<TaggedAnswer>;
  /** @throws ProblemError 404 */
  examples(id: string): Promise<TaggedAnswer>;
  /** A file that students are given. @throws ProblemError 404, also for other files of the assignment */
  givenFile(id: string, name: string): Promise<TaggedAnswer>;
  /** @throws ProblemError 404 */
  assignmentKey(id: string): Promise<AssignmentKey>;
  /** By default the first one; null if no course is loaded. @throws ProblemError 404 */
  course(slug: string | undefined): Promise<Course | null>;
  assignmentsOf(courseId: string): Promise<AssignmentSummary[]>;
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

  // Unknown slugs and ids throw, so they are not cached: clients can make up any number of them.
  const course: Catalog['course'] = (slug) =>
    cached(`course ${slug ?? ''}`, async () => {
      const found = await findCourse(kysely, slug);
      if (found === null && slug !== undefined) throw notFound('course');
      return found;
    });

  const assignmentsOf = (courseId: string): Promise<AssignmentSummary[]> =>
    cached(`assignments-of ${courseId}`, () => listAssignments(kysely, courseId));

  const readCached = async (id: string): Promise<CachedAssignment> => {
    const assignmentId = parseId(id, 'assignment');
    return cached(`assignment ${assignmentId}`, async () => {
      const assignment = await readAssignment(kysely, assignmentId);
      if (assignment === null) throw notFound('assignment');
      const { bundleHash, archived, fileName, otherFiles, givenFiles = [] } = assignment;
      const judge = deps.forgeable ? 'shared' : assignment.judge;
      const answer = await tagAnswer(
        assignmentSchema.parse({
          ...assignment,
          judge,
          otherFiles: otherFiles?.map(({ name, code }) => ({ name, starterCode: code })),
        }),
      );
      const key = { assignmentId, bundleHash, archived, edits: { fileName, otherFiles } };
      return { key, answer, givenNames: givenFiles.map(({ name }) => name) };
    });
  };

  return {
    course,
    assignmentsOf,
    courses: () =>
      cached('courses', async () =>
        tagAnswer(courseListSchema.parse({ courses: await listCourses(kysely) })),
      ),
    async assignments(slug) {
      const found = await course(slug);
      return cached(`assignments ${found?.id ?? ''}`, async () => {
        const assignments = found === null ? [] : await assignmentsOf(found.id);
        return tagAnswer(assignmentListSchema.parse({ assignments }));
      });
    },
    assignment: async (id) => (await readCached(id)).answer,
    async assignmentAt(courseSlug, slug) {
      if (!slugSchema.safeParse(courseSlug).success) throw notFound('course');
      const found = await course(courseSlug);
      const listed = found === null ? [] : await assignmentsOf(found.id);
      const id = listed.find((assignment) => assignment.slug === slug)?.id;
      if (id === undefined) throw notFound('assignment');
      return (await readCached(id)).answer;
    },
    async examples(id) {
      const { key } = await readCached(id);
      return cached(`examples ${key.assignmentId}`, async () => {
        const stored = await readGradingBundle(kysely, key.bundleHash);
        if (stored === null) throw notFound('assignment');
        const { testFiles, cases, limits, ...rest } = gradingBundleSchema.parse(stored);
        return tagAnswer(
          examplesSchema.parse({
            ...rest,
            testFiles: testFiles.filter(({ hidden }) => !hidden),
            cases: cases.filter(({ hidden }) => !hidden),
            wallSeconds: limits.wallSeconds,
          }),
        );
      });
    },
    async givenFile(id, name) {
      const { key, givenNames } = await readCached(id);
      if (!givenNames.includes(name)) throw notFound('file');
      return cached(`given ${key.assignmentId} ${name}`, async () => {
        const bytes = await readBundleFile(kysely, key.bundleHash, name);
        if (bytes === null) throw notFound('file');
        return tagFile(name, bytes);
      });
    },
    assignmentKey: async (id) => (await readCached(id)).key,
  };
}
