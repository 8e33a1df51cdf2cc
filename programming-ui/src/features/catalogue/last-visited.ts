import type { TextStore } from '../../browser/text-store.ts';
import { lastCourseKey } from './last-course.ts';

/** What was last open in this browser: the course, and the assignment of each course. All are slugs. */
export function createLastVisited(store: TextStore) {
  const key = (course: string) => `touchstone:last:${course}`;
  const write = (at: string, slug: string) => {
    if (store.read(at) !== slug) store.write(at, slug);
  };
  return {
    course: () => store.read(lastCourseKey),
    noteCourse: (course: string) => write(lastCourseKey, course),
    read: (course: string) => store.read(key(course)),
    note: (course: string, assignment: string) => write(key(course), assignment),
  };
}
