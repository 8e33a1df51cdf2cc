import type { LoadedCourse } from '@touchstone/contracts';
import type { CourseFolder } from '@touchstone/course';
import type { Sandbox } from '@touchstone/grader-api/offline';
import type { CourseStore } from './course-store.ts';
import { withRecords, type RecordSources } from './with-records.ts';

/**
 * Stores the courses that a system starts with, recorded in the kind of sandbox that it grades in;
 * rejects as `withRecords`, with none stored.
 */
export async function storeCourses(
  folders: readonly CourseFolder[],
  ground: { store: CourseStore; sandbox: Sandbox } & Pick<RecordSources, 'onProgress' | 'signal'>,
): Promise<LoadedCourse[]> {
  const { store, sandbox, onProgress, signal } = ground;
  const courses = await withRecords(folders, {
    ...{ onProgress, signal },
    findRecords: (keys) => store.findRecords(keys),
    openSandbox: () => Promise.resolve(sandbox),
  });
  for (const course of courses) await store.store(course);
  return courses;
}
