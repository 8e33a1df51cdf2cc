import { z } from 'zod';
import { auditCalls, type AuditStore } from './audit-calls.ts';
import { backupCalls, type BackupStore } from './backup-calls.ts';
import { courseCalls, type CourseAdmin, type CourseStore } from './course-calls.ts';
import { dateCalls, type DateStore } from './date-calls.ts';
import { peopleCalls, type PeopleStore } from './people-calls.ts';
import { pointsCalls, type PointsStore } from './points-calls.ts';
import { regradeCalls, type RegradeStore } from './regrade-calls.ts';
import { releaseCalls, type ReleaseStore } from './release-calls.ts';
import { userCalls, type UserStore } from './user-calls.ts';

export type Store = CourseStore &
  CourseAdmin &
  UserStore &
  BackupStore &
  RegradeStore &
  PeopleStore &
  DateStore &
  ReleaseStore &
  PointsStore &
  AuditStore;

/**
 * What a command may call in the process that holds the lock of a data folder: `POST /NAME` on its
 * control socket, with the arguments as a JSON array. Only the folder's owner can open the socket,
 * and that is the only authentication.
 */
export const calls = {
  ...courseCalls,
  ...userCalls,
  ...backupCalls,
  ...regradeCalls,
  ...peopleCalls,
  ...dateCalls,
  ...releaseCalls,
  ...pointsCalls,
  ...auditCalls,
} satisfies Record<keyof Store, { args: z.ZodType<unknown[]>; answer: z.ZodType }>;

/** Who holds the lock: the answer to `GET /status`. `url` is null until the system is ready. */
export const holderSchema = z.object({
  command: z.string(),
  pid: z.int(),
  url: z.string().nullable(),
});
export type Holder = z.infer<typeof holderSchema>;

/** Of every answer that is not a success. */
export const refusalSchema = z.object({ message: z.string() });

/** Longest request body: a course with all its files. */
export const maxBodyBytes = 256 * 1024 * 1024;
