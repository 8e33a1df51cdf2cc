import type { CourseStudent } from '@touchstone/contracts';
import { createUniqueNames, safeName } from '../safe-names.ts';
import type { SubmissionOf } from './submission-pages.ts';

/**
 * The folder of each submission in a zip file: `STUDENT/ASSIGNMENT`, and a number below it if a student
 * can have several. Submissions of a student and assignment come one after the other.
 */
export function createFolders(
  students: readonly CourseStudent[],
  { numbered }: { numbered: boolean },
): (of: SubmissionOf) => string {
  const unique = createUniqueNames();
  const names = new Map(
    students.map(({ uuid, name }) => [uuid, unique(safeName(name ?? '', uuid))]),
  );
  let folder = '';
  let number = 0;
  return ({ submission, student }) => {
    const owner = names.get(student.uuid) ?? student.uuid;
    const next = `${owner}/${safeName(submission.assignment, 'assignment')}`;
    number = next === folder ? number + 1 : 1;
    folder = next;
    return numbered ? `${folder}/${String(number).padStart(4, '0')}` : folder;
  };
}

/** The name of a Python file, made safe. */
export const safeFileName = (name: string): string =>
  `${safeName(name.replace(/\.py$/, ''), 'program')}.py`;
