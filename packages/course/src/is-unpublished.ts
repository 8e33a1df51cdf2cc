import { type Document, parseDocument } from 'yaml';
import { createFaultList } from './course-error.ts';
import { openFolder } from './folder.ts';
import { sizes } from './sizes.ts';

/**
 * Whether a course.yaml or assignment.yaml has `published: false`, even if the file has faults: what
 * students do not see must not keep a teacher from loading the rest.
 */
export async function isUnpublished(folderPath: string, file: string): Promise<boolean> {
  return isHidden(await readLoosely(folderPath, file));
}

/** The slugs that an unpublished assignment has, and had before; null if it is published. */
export async function slugsIfUnpublished(
  folderPath: string,
  slug: string,
): Promise<string[] | null> {
  const manifest = await readLoosely(folderPath, `${slug}/assignment.yaml`);
  if (!isHidden(manifest)) return null;
  const from = manifest?.get('renamed-from');
  return typeof from === 'string' ? [slug, from] : [slug];
}

const isHidden = (manifest: Document | null): boolean => manifest?.get('published') === false;

async function readLoosely(folderPath: string, file: string): Promise<Document | null> {
  const folder = await openFolder(folderPath, createFaultList());
  const text = await folder.readText(file, sizes.maxYamlBytes);
  return text === null ? null : parseDocument(text, { logLevel: 'error' });
}
