import type { Folder } from './folder.ts';
import type { AssignmentManifest } from './manifest.ts';
import { standardModules } from './standard-modules.ts';
import type { YamlFile } from './yaml-file.ts';

/**
 * The names of the files that students edit, in the order of their tabs: those of `files: edit`, or the one of
 * `file`. Names that can't be used are faults of assignment.yaml. Empty if there are several and the manifest
 * can't be read.
 */
export async function editedFiles(
  manifest: YamlFile<AssignmentManifest> | null,
  folder: Folder,
  path: string,
): Promise<readonly string[]> {
  if (manifest === null) return (await folder.exists(`${path}starter`)) ? [] : ['submission.py'];
  const { value, document, lineOf } = manifest;
  const { edit } = value.files;
  if (edit === undefined) return [value.file];
  const addFault = (message: string, line: number): void =>
    folder.faults.add(`${path}assignment.yaml`, message, line);
  if (document.has('file')) {
    const message = `"file" does not go together with "files.edit", whose first name it is; remove the line`;
    addFault(message, lineOf(['file']));
  }
  for (const [index, fault] of editedNameFaults(edit, value.preload).entries()) {
    const name = edit[index] ?? '';
    if (fault !== null) {
      addFault(`"files.edit" lists ${name}, ${fault}`, lineOf(['files', 'edit', index]));
    }
  }
  return edit;
}

/** For each name, what is wrong with it beside the others, as the end of "lists NAME,"; null if nothing is. */
export function editedNameFaults(
  names: readonly string[],
  preload: readonly string[] = [],
): (string | null)[] {
  const seen = new Map<string, string>();
  return names.map((name) => {
    const fault = nameFault(name, seen, preload);
    seen.set(name.toLowerCase(), name);
    return fault;
  });
}

/** `seen` has the names before it by their small letters. */
function nameFault(
  name: string,
  seen: ReadonlyMap<string, string>,
  preload: readonly string[],
): string | null {
  const before = seen.get(name.toLowerCase());
  if (before === name) return 'which it lists before; remove one of the two';
  if (before !== undefined) {
    return `which differs from ${before} only by upper and lower case; rename one of the two`;
  }
  const module = name.slice(0, -'.py'.length);
  if (module === 'conftest') return 'which is reserved: pytest reads it; choose another name';
  if (standardModules.has(module)) {
    return `which would hide Python's own module ${module}; choose another name`;
  }
  return preload.some((each) => each.split('.')[0] === module)
    ? `which would hide the module ${module} that "preload" lists; choose another name`
    : null;
}
