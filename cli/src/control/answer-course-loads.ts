import type { GradingRecord, LoadedCourse } from '@touchstone/contracts';
import { messageOf } from '../command-error.ts';
import type { DataLock } from './data-lock.ts';
import type { ControlReply, ControlRequest, CourseChanges } from './protocol.ts';

/** What `touchstone course load` needs of the process that holds the folder. */
export interface CourseLoads {
  findRecords(keys: readonly string[]): Promise<GradingRecord[]>;
  load(course: LoadedCourse): Promise<CourseChanges>;
}

/** Lets `touchstone course load` reach the process that holds the folder. */
export function answerCourseLoads(lock: DataLock, loads: CourseLoads): void {
  lock.answer(async (request) => {
    try {
      return await answer(request, loads);
    } catch (error) {
      return { kind: 'refused', message: messageOf(error) };
    }
  });
}

async function answer(request: ControlRequest, loads: CourseLoads): Promise<ControlReply> {
  switch (request.kind) {
    case 'find-records':
      return { kind: 'records-found', records: await loads.findRecords(request.keys) };
    case 'load-course':
      return { kind: 'course-loaded', changes: await loads.load(request.course) };
    case 'status':
      return { kind: 'refused', message: 'Unknown request.' };
  }
}
