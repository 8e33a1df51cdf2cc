import type { LoadedCourse } from '@touchstone/contracts';
import { readCourse } from '@touchstone/course';
import { orFaults } from './course-faults.ts';

/** Reads course folders; rejects with the faults of one that has any. */
export function readCourses(folders: readonly string[]): Promise<LoadedCourse[]> {
  return Promise.all(folders.map((folder) => orFaults(readCourse(folder))));
}
