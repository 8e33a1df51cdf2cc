import { cp, mkdtemp, readFile, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { createFaultList } from '../course-error.ts';
import { openFolder } from '../folder.ts';
import { writeSchemas } from '../schemas/schema-files.ts';
import { refused, requireEmpty, requireSlug } from './new-folder.ts';
import { shiftInHandout, shiftInYaml, type ShiftedDate } from './shift-dates.ts';

/** A shifted date, and the file that has it, relative to the course folder. */
export type DateChange = ShiftedDate & { readonly file: string };

/**
 * Copies a course folder, without what starts with a dot, such as .git, and moves its dates by whole
 * days: those in course.yaml, in each assignment.yaml, and in the text of handouts. Throws CourseError,
 * and creates nothing, if there is no course, or something at the new path.
 */
export async function copyCourse(
  fromPath: string,
  toPath: string,
  shiftDays: number,
): Promise<DateChange[]> {
  const folder = await openFolder(fromPath, createFaultList());
  if (!(await folder.exists('course.yaml'))) {
    throw refused(fromPath, 'this is no course folder: it has no course.yaml');
  }
  const [from, to] = [await realpath(fromPath), resolve(toPath)];
  requireSlug(toPath, basename(to));
  if (`${to}${sep}`.startsWith(`${from}${sep}`)) {
    throw refused(toPath, 'the copy would be inside the course folder; name a place outside');
  }
  await requireEmpty(to);
  const parent = await realpath(dirname(to)).catch(() => {
    throw refused(toPath, 'the folder that should contain it does not exist; create it first');
  });
  const temporary = await mkdtemp(join(parent, '.new-'));
  try {
    const copy = join(temporary, 'folder');
    await cp(from, copy, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => source === from || !isLeftBehind(basename(source)),
    });
    await writeSchemas(copy);
    const changes = shiftDays === 0 ? [] : await shiftAll(copy, shiftDays);
    await rmdir(to).catch(() => undefined);
    await rename(copy, to);
    return changes;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const isLeftBehind = (name: string): boolean => name.startsWith('.') || name === '__pycache__';

async function shiftAll(copy: string, days: number): Promise<DateChange[]> {
  const folder = await openFolder(copy, createFaultList());
  const files = ['course.yaml'];
  for (const { name, kind } of await folder.entries('')) {
    if (kind === 'folder') files.push(`${name}/assignment.yaml`, `${name}/handout.md`);
  }
  const changes: DateChange[] = [];
  for (const file of files) {
    const path = join(copy, file);
    // A link may lead to a file outside of the copy, which must stay as it is.
    const isInside = (await realpath(path).catch(() => null)) === join(await realpath(copy), file);
    if (!isInside) continue;
    const shift = file.endsWith('.md') ? shiftInHandout : shiftInYaml;
    const { text, shifted } = shift(await readFile(path, 'utf8'), days);
    if (shifted.length > 0) await writeFile(path, text);
    changes.push(...shifted.map((date) => ({ ...date, file })));
  }
  return changes;
}
