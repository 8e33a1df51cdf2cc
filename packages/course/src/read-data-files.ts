import type { GradingBundle } from '@touchstone/contracts';
import type { Folder } from './folder.ts';
import { formatBytes, sizes } from './sizes.ts';

/**
 * All files in an assignment's files/ and the folders below. A path that would hide one of the student's files
 * or the tests is a fault.
 */
export async function readDataFiles(
  folder: Folder,
  assignmentPath: string,
  studentFiles: readonly string[],
): Promise<GradingBundle['files']> {
  const root = `${assignmentPath}files`;
  const files: GradingBundle['files'] = [];
  let totalBytes = 0;

  async function walk(relative: string): Promise<void> {
    for (const { name, kind } of await folder.entries(`${root}${relative}`)) {
      const path = `${relative}/${name}`.slice(1);
      if (kind === 'folder') {
        await walk(`/${path}`);
        continue;
      }
      const fault = pathFault(path, studentFiles);
      if (fault !== null) folder.faults.add(`${root}/${path}`, fault);
      const bytes = await folder.readBytes(`${root}/${path}`, sizes.maxDataFileBytes);
      if (bytes === null) continue;
      totalBytes += bytes.length;
      if (totalBytes <= sizes.maxDataFilesBytes && files.length < sizes.maxDataFiles) {
        files.push({ path, contentBase64: bytes.toString('base64') });
      } else if (totalBytes - bytes.length <= sizes.maxDataFilesBytes) {
        folder.faults.add(root, describeExcess());
        totalBytes = Infinity;
      }
    }
  }

  await walk('');
  return files;
}

const describeExcess = (): string =>
  `is too large: at most ${sizes.maxDataFiles} files and ${formatBytes(sizes.maxDataFilesBytes)} together are allowed; keep only what tests need`;

function pathFault(path: string, studentFiles: readonly string[]): string | null {
  if (/[\\\p{Cc}\p{Cs}\ufffd]/u.test(path))
    return 'has a backslash or an invalid character in its name; rename it';
  const modules = [...studentFiles, 'tests.py', 'hidden_tests.py', 'touchstone.py'];
  const clash = modules.find((file) => path === file || path.startsWith(`${file.slice(0, -3)}/`));
  return clash === undefined
    ? null
    : `would hide ${clash}, which is in the same folder while tests run; rename it`;
}
