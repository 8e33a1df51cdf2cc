import type {
  Assignment,
  AssignmentSummary,
  Course,
  CourseAccess,
  GivenFile,
  ReleaseMode,
  SourceFile,
  StoredProgram,
} from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { isUuid } from './uuid.ts';

/** With who sees it, which students are not sent. */
export type ListedCourse = Course & { readonly access: CourseAccess };

const isArchived = sql<boolean>`archived_at is not null`;

const selectCourses = (db: Connection) =>
  db
    .selectFrom('courses')
    .select(['id', 'slug', 'title', 'description', 'access', isArchived.as('archived')])
    .where('published', '=', true);

/** The published courses in the order in which they were first loaded. */
export async function listCourses(db: Connection): Promise<ListedCourse[]> {
  return selectCourses(db).orderBy('seq').execute();
}

/** The published course with that slug, or the first one without a slug; null when there is none. */
export async function findCourse(db: Connection, slug?: string): Promise<ListedCourse | null> {
  const query = selectCourses(db).orderBy('seq').limit(1);
  const course = await (
    slug === undefined ? query : query.where('slug', '=', slug)
  ).executeTakeFirst();
  return course ?? null;
}

const selectAssignments = (db: Connection) =>
  db
    .selectFrom('assignments')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['assignments.id', 'assignments.slug', 'assignments.title'])
    .select(['assignments.part', 'assignments.points', 'assignments.position'])
    .select('assignments.release')
    .where('assignments.position', 'is not', null)
    .where('courses.published', '=', true)
    .$narrowType<{ position: number }>();

/** The course's assignments in its order, without those that are retired or not published. */
export async function listAssignments(
  db: Connection,
  courseId: string,
): Promise<AssignmentSummary[]> {
  if (!isUuid(courseId)) return [];
  const rows = await selectAssignments(db)
    .where('courses.id', '=', courseId)
    .orderBy('assignments.position')
    .execute();
  return rows.map(({ release, ...rest }) => ({ ...rest, ...ifHeld(release) }));
}

/** When students see verdicts; `at once` is not said. */
const ifHeld = (release: ReleaseMode): Pick<AssignmentSummary, 'release'> =>
  release === 'at once' ? {} : { release };

const hasSolution = sql<boolean>`assignments.solution is not null`;

/** An assignment that students may see, with what they do not see of it. */
export interface StoredAssignment extends Omit<Assignment, 'otherFiles' | 'givenFiles'> {
  readonly courseId: string;
  readonly access: CourseAccess;
  readonly bundleHash: string;
  readonly archived: boolean;
  readonly otherFiles?: readonly SourceFile[];
  readonly givenFiles?: readonly GivenFile[];
}

/** Null when there is none with that id that students may see. */
export async function readAssignment(db: Connection, id: string): Promise<StoredAssignment | null> {
  if (!isUuid(id)) return null;
  const assignment = await selectAssignments(db)
    .innerJoin('grading_bundles', 'grading_bundles.hash', 'assignments.bundle_hash')
    .select(['courses.slug as course', 'courses.id as courseId', 'courses.access'])
    .select(['assignments.file_name as fileName', 'assignments.starter_code as starterCode'])
    .select(['assignments.handout_html as handoutHtml', 'assignments.public_tests as publicTests'])
    .select(['assignments.bundle_hash as bundleHash', 'grading_bundles.judge'])
    .select(['assignments.hints', hasSolution.as('hasSolution'), isArchived.as('archived')])
    .select(['assignments.other_files', 'assignments.given_files'])
    .where('assignments.id', '=', id)
    .executeTakeFirst();
  if (assignment === undefined) return null;
  const { other_files, given_files, release, ...rest } = assignment;
  return {
    ...rest,
    ...ifHeld(release),
    ...(other_files !== null && { otherFiles: other_files }),
    ...(given_files !== null && { givenFiles: given_files }),
  };
}

/** The bytes of a file of a bundle; null if it has none of that name. */
export async function readBundleFile(
  db: Connection,
  hash: string,
  path: string,
): Promise<Buffer | null> {
  const { rows } = await sql<{ content: string }>`
    select file ->> 'contentBase64' as content
    from grading_bundles, jsonb_array_elements(content -> 'files') as file
    where hash = ${hash} and file ->> 'path' = ${path}`.execute(db);
  const [file] = rows;
  return file === undefined ? null : Buffer.from(file.content, 'base64');
}

/** The ids of all assignments of invited courses, each with its course's, also of those that are retired. */
export async function listInvitedAssignments(db: Connection): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('assignments')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['assignments.id', 'courses.id as courseId'])
    .where('courses.access', '=', 'invited')
    .execute();
  return new Map(rows.map(({ id, courseId }) => [id, courseId]));
}

/**
 * The model solution that the course shows to users who have solved the assignment; null when it shows
 * none, `unsolved` when the user has not solved it.
 */
export async function readSolution(
  db: Connection,
  of: { assignmentId: string; userId: string },
): Promise<StoredProgram | 'unsolved' | null> {
  const found = await db
    .selectFrom('assignments')
    .leftJoin('progress', (join) =>
      join
        .onRef('progress.assignment_id', '=', 'assignments.id')
        .on('progress.user_id', '=', of.userId),
    )
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['assignments.solution', 'assignments.solution_files', 'assignments.file_name'])
    .select('progress.completed')
    .where('assignments.id', '=', of.assignmentId)
    .where('assignments.position', 'is not', null)
    .where('courses.published', '=', true)
    .executeTakeFirst();
  if (found === undefined || found.solution === null) return null;
  if (found.completed !== true) return 'unsolved';
  const { solution: code, solution_files: otherFiles, file_name: fileName } = found;
  return otherFiles === null ? { code } : { code, fileName, otherFiles };
}
