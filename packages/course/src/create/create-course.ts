import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CourseError, createFaultList } from '../course-error.ts';
import { openFolder } from '../folder.ts';
import { writeSchemas } from '../schemas/schema-files.ts';
import { sizes } from '../sizes.ts';
import { refused, requireEmpty, requireSlug, requireTitle } from './new-folder.ts';
import { listAssignment } from './list-assignment.ts';
import { requireFiles, severalFiles } from './several-files.ts';
import { assignmentFiles, courseFile, type TestKind } from './templates.ts';

const firstAssignment = 'double';

/**
 * Creates a course folder with one assignment, an example. Throws CourseError if its name can't be a
 * course's, or if there is something in the folder already.
 */
export async function createCourse(folderPath: string, title?: string): Promise<void> {
  const path = resolve(folderPath);
  const slug = basename(path);
  requireSlug(folderPath, slug);
  requireTitle(folderPath, title);
  await requireEmpty(path, ['.git']);
  await mkdir(path, { recursive: true });
  await writeSchemas(path);
  await writeFolder(join(path, firstAssignment), assignmentFiles('Double', 'cases'));
  await writeFile(join(path, 'course.yaml'), courseFile(titleOf(slug, title), firstAssignment), {
    flag: 'wx',
  });
}

export interface NewAssignment {
  readonly kind: TestKind;
  /** By default made of the folder's name. */
  readonly title?: string | undefined;
  /** Names of the files that students edit, at least two; by default they edit submission.py. */
  readonly files?: readonly string[] | undefined;
  /** The title of the part, a new one if there is none with this title; by default the last part. */
  readonly part?: string | undefined;
}

/**
 * Creates the folder of an assignment in a course's folder, and lists it in course.yaml. Throws
 * CourseError, and changes nothing, if it can't be listed or the folder exists.
 */
export async function addAssignment(
  folderPath: string,
  options: NewAssignment,
): Promise<{ isNewPart: boolean }> {
  const path = resolve(folderPath);
  const slug = basename(path);
  const coursePath = dirname(path);
  requireSlug(folderPath, slug);
  requireTitle(folderPath, options.title);
  if (options.files !== undefined) requireFiles(folderPath, options.files);
  if (slug === 'progress') {
    throw refused(
      folderPath,
      '"progress" is the address of the progress page; choose another name',
    );
  }
  if ((await stat(path).catch(() => null)) !== null) {
    throw refused(folderPath, 'this exists already; choose another name');
  }
  const folder = await openFolder(coursePath, createFaultList());
  const before = await folder.readText(
    'course.yaml',
    sizes.maxYamlBytes,
    'name the assignment by its place in a course folder, such as courses/python/leap-year',
  );
  if (before === null) throw new CourseError(coursePath, folder.faults.found);
  const after = listAssignment(before, slug, options.part);
  if (after === null) {
    const what =
      options.part === undefined
        ? 'has no part with a list of assignments that can be extended'
        : `can't be extended by an assignment of the part "${options.part}"`;
    throw new CourseError(coursePath, [
      { file: 'course.yaml', message: `${what}; correct it, then try again` },
    ]);
  }
  const title = titleOf(slug, options.title);
  const files =
    options.files === undefined
      ? assignmentFiles(title, options.kind)
      : severalFiles(title, options.kind, options.files);
  await writeFolder(path, files);
  try {
    await writeSchemas(coursePath);
    const lineEnd = await lineEndOf(join(coursePath, 'course.yaml'));
    await replaceFile(join(coursePath, 'course.yaml'), after.text.replaceAll('\n', lineEnd));
  } catch (error) {
    await rm(path, { recursive: true });
    throw error;
  }
  return { isNewPart: after.isNewPart };
}

/** The title that was given, or else `Leap year` for `leap-year`. */
function titleOf(slug: string, title = ''): string {
  if (title.trim() !== '') return title;
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The folder has all of the files, or does not exist. */
async function writeFolder(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const temporary = await mkdtemp(join(dirname(path), '.new-'));
  try {
    const folder = join(temporary, 'folder');
    await mkdir(folder);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    await rename(folder, path);
  } finally {
    await rm(temporary, { recursive: true });
  }
}

/** A file with the line ends of Windows keeps them. */
const lineEndOf = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8')).includes('\r\n') ? '\r\n' : '\n';

async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.new`;
  await writeFile(temporary, content, { flag: 'wx' });
  await rename(temporary, path);
}
