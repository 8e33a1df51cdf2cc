import { basename, resolve } from 'node:path';
import {
  type CourseAccess,
  type LoadedCourse,
  type Program,
  slugSchema,
} from '@touchstone/contracts';
import { CourseError, createFaultList, type CourseWarning } from './course-error.ts';
import { type CourseDates, readPartDates } from './dates/read-dates.ts';
import { suggestNear } from './did-you-mean.ts';
import { type Folder, openFolder } from './folder.ts';
import { isUnpublished, slugsIfUnpublished } from './is-unpublished.ts';
import { type CourseManifest, courseManifestSchema } from './manifest.ts';
import { type CheckNotes, type ReadAssignment, readAssignment } from './read-assignment.ts';
import { suchSlug } from './such-slug.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** An address that is not an assignment's. */
const progressPage = 'progress';

/** A course without records yet, and its model solutions by the assignments' slugs. */
export interface CourseFolder {
  readonly course: LoadedCourse;
  /** Only the teacher gets them. */
  readonly solutions: ReadonlyMap<string, Program>;
  /** Notes for checks, by the assignments' slugs. */
  readonly notes: ReadonlyMap<string, CheckNotes>;
  readonly warnings: readonly CourseWarning[];
}

/** What is read although `published: false` hides it from students. */
export interface AlsoRead {
  readonly unpublishedCourse?: boolean;
  readonly unpublishedAssignments?: boolean;
}

/**
 * Reads, checks and renders a course. Its slug is the name of its folder. Throws CourseError with the
 * faults of all files. What is not published is left out, unless `also` names it, and its faults are
 * warnings.
 */
export async function readCourseFolder(
  folderPath: string,
  also: AlsoRead = {},
): Promise<CourseFolder> {
  if (also.unpublishedCourse !== true && (await isUnpublished(folderPath, 'course.yaml'))) {
    return readUnpublishedCourse(folderPath);
  }
  const folder = await openFolder(folderPath, createFaultList());
  const slug = basename(resolve(folderPath));
  checkSlug(folder, slug);
  const manifest = await readManifest(folder);
  const { read, unpublished } = await readAssignments(folderPath, folder, manifest, also);
  if (manifest === null || folder.faults.found.length > 0) {
    throw new CourseError(folderPath, folder.faults.found);
  }
  const { title, description, timeZone } = manifest.value;
  const assignments = read.map(({ assignment }) => assignment);
  const solutions = read.flatMap(({ assignment, solution }) =>
    solution === null ? [] : [[assignment.slug, solution] as const],
  );
  const notes = new Map(read.map((one) => [one.assignment.slug, one.notes]));
  const zone = timeZone !== undefined && { timeZone };
  const head = { slug, title, description, ...seenBy(manifest.value), ...zone };
  const course = { ...head, assignments, unpublished };
  return { course, solutions: new Map(solutions), notes, warnings: folder.faults.warnings };
}

/** Only its name and title: the rest stays with the teacher. */
async function readUnpublishedCourse(folderPath: string): Promise<CourseFolder> {
  const folder = await openFolder(folderPath, createFaultList());
  const slug = basename(resolve(folderPath));
  checkSlug(folder, slug);
  if (folder.faults.found.length > 0) throw new CourseError(folderPath, folder.faults.found);
  const manifest = await readManifest(folder);
  const warnings = createFaultList();
  for (const { file, message, line } of folder.faults.found) warnings.leaveOut(file, message, line);
  warnings.leaveOut(
    'course.yaml',
    'has "published: false", so students do not see the course; remove that line to publish it',
  );
  const { title, description, access, anonymous } = manifest?.value ?? {
    title: slug,
    description: '',
    // It may have said so.
    access: 'invited' as const,
    anonymous: true,
  };
  const head = { slug, title, description, ...seenBy({ access, anonymous }) };
  const course = { ...head, assignments: [], published: false };
  return { course, solutions: new Map(), notes: new Map(), warnings: warnings.warnings };
}

/** A course that hides nothing says nothing about it. */
const seenBy = ({
  access,
  anonymous,
}: Pick<CourseManifest, 'access' | 'anonymous'>): { access?: CourseAccess; anonymous?: true } => ({
  ...(access !== 'open' && { access }),
  ...(anonymous && { anonymous }),
});

async function readManifest(folder: Folder): Promise<YamlFile<CourseManifest> | null> {
  const isAssignment = await folder.exists('assignment.yaml');
  const missing = isAssignment
    ? 'this is the folder of an assignment; name the course folder that contains it'
    : 'add it: the title of the course, and its parts with their assignments';
  return readYaml(folder, 'course.yaml', courseManifestSchema, missing);
}

/** The same, without the solutions. */
export const readCourse = async (folderPath: string): Promise<LoadedCourse> =>
  (await readCourseFolder(folderPath)).course;

function checkSlug(folder: Folder, slug: string): void {
  if (slugSchema.safeParse(slug).success) return;
  folder.faults.add(
    '',
    `the folder's name "${slug}" becomes the course's address and must consist of lower-case letters, digits and single hyphens${suchSlug(slug)}; rename the folder`,
  );
}

interface Listed {
  readonly slug: string;
  readonly part: string;
  /** Unknown while course.yaml can't be read. */
  readonly dates: CourseDates | undefined;
  /** In course.yaml. */
  readonly line: number;
}

async function readAssignments(
  folderPath: string,
  folder: Folder,
  manifest: YamlFile<CourseManifest> | null,
  also: AlsoRead,
): Promise<{ read: ReadAssignment[]; unpublished: string[] }> {
  const present =
    manifest === null
      ? await likelyAssignments(folder)
      : await checkFolders(folder, listAssignments(folder, manifest));
  const assignments: ReadAssignment[] = [];
  const unpublished: string[] = [];
  for (const { slug, part, dates } of present) {
    const options = { slug, part, dates, solution: 'required' } as const;
    const hidden =
      also.unpublishedAssignments === true ? null : await slugsIfUnpublished(folderPath, slug);
    if (hidden !== null) {
      unpublished.push(...hidden);
      await warnOfUnpublished(folderPath, folder, options);
      continue;
    }
    const read = await readAssignment(folder, `${slug}/`, options);
    if (read !== null) assignments.push(read);
  }
  checkRenames(folder, assignments);
  return { read: assignments, unpublished };
}

/** Its faults are warnings, so that they do not keep the other assignments from being loaded. */
async function warnOfUnpublished(
  folderPath: string,
  { faults }: Folder,
  options: Parameters<typeof readAssignment>[2],
): Promise<void> {
  const { slug } = options;
  const own = createFaultList();
  await readAssignment(await openFolder(folderPath, own), `${slug}/`, options);
  for (const { file, message, line } of [...own.found, ...own.warnings]) {
    faults.leaveOut(file, message, line);
  }
  faults.leaveOut(
    `${slug}/assignment.yaml`,
    'has "published: false", so students do not see the assignment; remove that line to publish it',
  );
}

/** An old name belongs to one assignment, and to none that the course still has. */
function checkRenames(folder: Folder, assignments: readonly ReadAssignment[]): void {
  const slugs = new Set(assignments.map(({ assignment }) => assignment.slug));
  const firstOf = new Map<string, string>();
  for (const { assignment, renamedFromLine } of assignments) {
    const { slug, renamedFrom: from } = assignment;
    if (from === undefined) continue;
    const fault = (message: string): void =>
      folder.faults.add(`${slug}/assignment.yaml`, message, renamedFromLine);
    const first = firstOf.get(from);
    if (from === slug) {
      fault('has the name of its own folder as renamed-from; write the name from before there');
    } else if (slugs.has(from)) {
      fault(
        `is renamed-from "${from}", but the course still has "${from}"; remove the line or that assignment`,
      );
    } else if (first !== undefined) {
      fault(`is renamed-from "${from}", as "${first}" is; remove one of the two lines`);
    } else firstOf.set(from, slug);
  }
}

/** Assignments found without course.yaml, so that their faults are reported together with its own. */
async function likelyAssignments(folder: Folder): Promise<Omit<Listed, 'line'>[]> {
  const found: Omit<Listed, 'line'>[] = [];
  for (const { name, kind } of await folder.entries('')) {
    const isOne = kind === 'folder' && (await folder.exists(`${name}/assignment.yaml`));
    if (isOne && !isSetAside(name)) found.push({ slug: name, part: '', dates: undefined });
  }
  return found;
}

/** Folders that a teacher has in the course folder but not in the course. */
const isSetAside = (name: string): boolean => name.startsWith('_');

const listAssignments = (folder: Folder, manifest: YamlFile<CourseManifest>): Listed[] =>
  manifest.value.parts.flatMap(({ title, assignments, dates: written, release }, partIndex) => {
    const { timeZone = null, late = 'none' } = manifest.value;
    const at = ['parts', partIndex];
    const place = { folder, file: 'course.yaml', lineOf: manifest.lineOf, at };
    const moments = readPartDates(place, written, timeZone);
    const dates = { timeZone, late, moments, release: release ?? 'at once' };
    return assignments.map((slug, index) => {
      const line = manifest.lineOf([...at, 'assignments', index]);
      return { slug, part: title, dates, line };
    });
  });

/** The listed assignments that have a folder; a missing folder is a fault. */
async function checkFolders(folder: Folder, listed: readonly Listed[]): Promise<Listed[]> {
  const entries = await folder.entries('');
  const folders = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  const unlisted = folders.filter(
    (name) => !isSetAside(name) && !listed.some(({ slug }) => slug === name),
  );
  const firstLines = new Map<string, number>();
  const present: Listed[] = [];
  for (const each of listed) {
    const { slug, line } = each;
    const firstLine = firstLines.get(slug);
    if (firstLine !== undefined) {
      const message = `lists "${slug}" again, after line ${firstLine}; remove one of the two`;
      folder.faults.add('course.yaml', message, line);
      continue;
    }
    firstLines.set(slug, line);
    if (slug === progressPage) {
      const message = `lists "${slug}", which is the address of the progress page; rename the folder`;
      folder.faults.add('course.yaml', message, line);
    } else if (folders.includes(slug)) present.push(each);
    else {
      const message = `lists "${slug}", but there is no such folder; create it, or remove it from course.yaml${suggestNear(slug, unlisted)}`;
      folder.faults.add('course.yaml', message, line);
    }
  }
  for (const name of unlisted) {
    folder.faults.leaveOut(
      name,
      'is not listed in course.yaml, so students do not see it; list it there, or put "_" in front of its name if it is not ready',
    );
  }
  return present;
}
