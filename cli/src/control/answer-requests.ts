import type { GradingRecord, LoadedCourse } from '@touchstone/contracts';
import { messageOf } from '../command-error.ts';
import type { UserStore } from '../users/user-store.ts';
import type { DataLock } from './data-lock.ts';
import type { ControlReply, ControlRequest, CourseChanges } from './protocol.ts';

/** What commands need of the process that holds the folder. */
export interface Requests {
  findRecords(keys: readonly string[]): Promise<GradingRecord[]>;
  load(course: LoadedCourse): Promise<CourseChanges>;
  readonly users: UserStore;
}

/** Lets commands reach the process that holds the folder. */
export function answerRequests(lock: DataLock, requests: Requests): void {
  lock.answer(async (request) => {
    try {
      return await answer(request, requests);
    } catch (error) {
      return { kind: 'refused', message: messageOf(error) };
    }
  });
}

async function answer(
  request: ControlRequest,
  { users, ...courses }: Requests,
): Promise<ControlReply> {
  switch (request.kind) {
    case 'find-records':
      return { kind: 'records-found', records: await courses.findRecords(request.keys) };
    case 'load-course':
      return { kind: 'course-loaded', changes: await courses.load(request.course) };
    case 'export-user':
      return { kind: 'user-exported', user: await users.exportUser(request.userId) };
    case 'export-submissions': {
      const page = await users.exportSubmissions(request.userId, request.after);
      return { kind: 'submissions-exported', page };
    }
    case 'delete-user':
      return { kind: 'user-deleted', deleted: await users.deleteUser(request.userId) };
    case 'list-sessions':
      return { kind: 'sessions-listed', sessions: await users.listSessions(request.userId) };
    case 'end-sessions': {
      const ended = await users.endSessions(request.userId, request.sessionId);
      return { kind: 'sessions-ended', ended };
    }
    case 'prune':
      return { kind: 'pruned', outcome: await users.prune(request.step) };
    case 'reclaim-room':
      await users.reclaimRoom();
      return { kind: 'room-reclaimed' };
    case 'status':
      return { kind: 'refused', message: 'Unknown request.' };
  }
}
