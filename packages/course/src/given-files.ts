import type { GradingBundle } from '@touchstone/contracts';
import { suggestNear } from './did-you-mean.ts';
import type { Folder } from './folder.ts';
import type { AssignmentManifest } from './manifest.ts';
import { standardModules } from './standard-modules.ts';
import type { YamlFile } from './yaml-file.ts';

/** The files that `files: given` lists; what is wrong with one is a fault of assignment.yaml. */
export function givenFiles(
  { value, lineOf }: YamlFile<AssignmentManifest>,
  folder: Folder,
  assignmentPath: string,
  files: GradingBundle['files'],
): readonly string[] {
  const paths = files.map(({ path }) => path);
  const { given } = value.files;
  for (const [index, name] of given.entries()) {
    const fault =
      given.indexOf(name) < index
        ? 'which it lists before; remove one of the two'
        : givenFault(name, paths);
    if (fault === null) continue;
    const line = lineOf(['files', 'given', index]);
    folder.faults.add(
      `${assignmentPath}assignment.yaml`,
      `"files.given" lists ${name}, ${fault}`,
      line,
    );
  }
  return given;
}

/** Continues "lists NAME,"; null if nothing is wrong. */
function givenFault(name: string, paths: readonly string[]): string | null {
  if (!paths.includes(name)) {
    const inside = name.replace(/^(?:\.\/)?files\//, '');
    if (paths.includes(inside)) return `but files/ is not part of the name; write ${inside}`;
    if (paths.some((path) => path.startsWith(`${name.replace(/\/$/, '')}/`))) {
      return 'which is a folder; list the files in it, such as data/words.txt';
    }
    return `but there is no such file in files/; add it there, or remove the name${suggestNear(name, paths)}`;
  }
  const module = /^(\w+)(?:\.py$|\/.*\.py$)/.exec(name)?.[1];
  return module !== undefined && standardModules.has(module)
    ? `which would hide Python's own module ${module}; rename it`
    : null;
}
