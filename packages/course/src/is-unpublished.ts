import { parseDocument } from 'yaml';
import { createFaultList } from './course-error.ts';
import { openFolder } from './folder.ts';
import { sizes } from './sizes.ts';

/**
 * Whether a course.yaml or assignment.yaml has `published: false`, even if the file has faults: what
 * students do not see must not keep a teacher from loading the rest.
 */
export async function isUnpublished(folderPath: string, file: string): Promise<boolean> {
  const folder = await openFolder(folderPath, createFaultList());
  const text = await folder.readText(file, sizes.maxYamlBytes);
  return text !== null && parseDocument(text).get('published') === false;
}
