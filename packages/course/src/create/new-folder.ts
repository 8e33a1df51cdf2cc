import { lstat, readdir } from 'node:fs/promises';
import { slugSchema } from '@touchstone/contracts';
import { CourseError } from '../course-error.ts';
import { maxTitleLength } from '../manifest.ts';
import { suchSlug } from '../such-slug.ts';

export const refused = (folder: string, message: string): CourseError =>
  new CourseError(folder, [{ file: '', message }]);

/** Throws CourseError if the name can't be part of an address. */
export function requireSlug(folderPath: string, slug: string): void {
  if (slugSchema.safeParse(slug).success) return;
  throw refused(
    folderPath,
    `the folder's name "${slug}" becomes part of an address and must consist of lower-case letters, digits and single hyphens${suchSlug(slug)}`,
  );
}

/** Throws CourseError if the title is one that the check of the folder would refuse. */
export function requireTitle(folderPath: string, title = ''): void {
  if (title.trim().length <= maxTitleLength) return;
  throw refused(
    folderPath,
    `the title is longer than ${maxTitleLength} characters; make it shorter`,
  );
}

/** Throws CourseError if there is something at this path, except a folder with nothing but `allowed`. */
export async function requireEmpty(
  folderPath: string,
  allowed: readonly string[] = [],
): Promise<void> {
  const present = await readdir(folderPath).catch(async (error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    const isThere = (await lstat(folderPath).catch(() => null)) !== null;
    if (code === 'ENOENT' && !isThere) return [];
    if (code === 'ENOENT') throw refused(folderPath, 'this is a broken symlink; name a new folder');
    if (code === 'ENOTDIR') throw refused(folderPath, 'this is not a folder; name a new one');
    throw error;
  });
  if (present.some((name) => !allowed.includes(name))) {
    throw refused(folderPath, 'the folder is not empty; name a new one');
  }
}
