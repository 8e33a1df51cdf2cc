import { readdir } from 'node:fs/promises';
import { slugSchema } from '@touchstone/contracts';
import { CourseError } from '../course-error.ts';
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

/** Throws CourseError if there is something at this path, except an empty folder. */
export async function requireEmpty(folderPath: string): Promise<void> {
  const present = await readdir(folderPath).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw refused(folderPath, 'this is not a folder; name a new one');
  });
  if (present.length > 0) throw refused(folderPath, 'the folder is not empty; name a new one');
}
