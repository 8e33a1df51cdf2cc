import type { LoadedCourse } from '@touchstone/contracts';
import { readCourseFolder, type CourseFolder } from '@touchstone/course';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { openSandbox } from '../ground/open-sandbox.ts';
import { createProgress, say, warn } from '../ground/terminal.ts';
import { orFaults } from './course-faults.ts';
import { withCourseStore, type CourseStore, type LoadTarget } from './course-store.ts';
import { describeChanges } from './describe-changes.ts';
import { withRecords } from './with-records.ts';

/** Reads a course folder, makes the records it lacks, stores it where told, and says what changed. */
export async function loadCourse(folder: string, target: LoadTarget): Promise<void> {
  const read = await orFaults(readCourseFolder(folder));
  const changes = await withCourseStore(target, async (store) =>
    store.store(await recorded(read, store)),
  );
  describeChanges(read.course.slug, changes).forEach(say);
}

/** Here and not where the database is open, for the model solutions stay with the teacher. */
async function recorded(read: CourseFolder, store: CourseStore): Promise<LoadedCourse> {
  const progress = createProgress();
  let sandbox: Sandbox | undefined;
  try {
    const [course = read.course] = await withRecords([read], {
      findRecords: (keys) => store.findRecords(keys),
      openSandbox: async () => (sandbox = await openSandbox('auto', warn)),
      onProgress: (text) => progress.show(text),
      onWarning: (message) => warn(`Warning: ${message}`),
    });
    return course;
  } finally {
    progress.clear();
    await sandbox?.close();
  }
}
