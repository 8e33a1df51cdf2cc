import { readCourseFolder, type CourseFolder } from '@touchstone/course';
import { orFaults } from './course-faults.ts';

/** Reads course folders; rejects with the faults of one that has any. */
export function readCourses(folders: readonly string[]): Promise<CourseFolder[]> {
  return Promise.all(folders.map((folder) => orFaults(readCourseFolder(folder))));
}
