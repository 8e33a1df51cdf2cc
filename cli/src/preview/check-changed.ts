import type { CourseFolder } from '@touchstone/course';
import { madeByOf, type Sandbox } from '@touchstone/grader-api/offline';
import type { LoadedCourse } from '@touchstone/contracts';
import { checkAll, foldersToCheck } from '../course/check-all.ts';
import {
  checkAssignment,
  type AssignmentCheck,
  type CheckedFolder,
} from '../course/check-assignment.ts';
import { withRecords } from '../course/records.ts';
import type { Remark } from './read-folder.ts';

/** Checks the assignments that have changed since the last call, and remembers the others. */
export function createChecker(sandbox: Sandbox) {
  let known = new Map<string, AssignmentCheck>();

  /** The course with records, as far as its model solutions pass, and what was found. */
  return async (read: CourseFolder): Promise<{ course: LoadedCourse; remarks: Remark[] }> => {
    const folders = foldersToCheck(read);
    const changed = folders.filter((folder) => !known.has(keyOf(folder)));
    const checks = await checkAll(changed, sandbox, { check: checkQuickly });
    const fresh = new Map(changed.map((folder, index) => [keyOf(folder), checks[index]]));
    const current = new Map<string, AssignmentCheck>();
    for (const folder of folders) {
      const check = known.get(keyOf(folder)) ?? fresh.get(keyOf(folder));
      if (check !== undefined) current.set(keyOf(folder), check);
    }
    known = current;
    const records = [...current.values()].flatMap(({ record }) =>
      record === null ? [] : [record],
    );
    const [course = read.course] = withRecords([read], records, await madeByOf(sandbox));
    return { course, remarks: [...current.values()].flatMap(remarksOf) };
  };
}

/** A preview should not take long; `course check` finds other faults. */
const checkQuickly = (folder: CheckedFolder, sandbox: Sandbox): Promise<AssignmentCheck> =>
  checkAssignment(folder, sandbox, { runs: 1, othersToo: true });

const keyOf = ({ slug, bundle, solution, starterCode, notes }: CheckedFolder): string =>
  JSON.stringify([slug, bundle, solution, starterCode, notes]);

const remarksOf = ({ assignment, findings }: AssignmentCheck): Remark[] =>
  findings.map(({ kind, file, line, message }) => ({
    kind,
    file: `${assignment}/${file}`,
    line: line ?? undefined,
    message,
  }));
