import type { LoadedCourse } from '@touchstone/contracts';
import { messageOf } from '../command-error.ts';
import type { DataLock } from './data-lock.ts';
import type { CourseChanges } from './protocol.ts';

/** Lets `touchstone course load` reach the process that holds the folder. */
export function answerCourseLoads(
  lock: DataLock,
  load: (course: LoadedCourse) => Promise<CourseChanges>,
): void {
  lock.answer(async (request) => {
    if (request.kind !== 'load-course') return { kind: 'refused', message: 'Unknown request.' };
    try {
      return { kind: 'course-loaded', changes: await load(request.course) };
    } catch (error) {
      return { kind: 'refused', message: messageOf(error) };
    }
  });
}
