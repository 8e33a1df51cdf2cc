export { DatabaseAwayError } from './database.ts';
export type { Database } from './database.ts';
export { grantGraderRole } from './grader-role.ts';
export { migrate } from './migrate.ts';
export { MigrationError } from './migrations.ts';
export { openPglite } from './pglite.ts';
export { openPostgres } from './postgres.ts';
export {
  findCourse,
  listAssignments,
  listCourses,
  readAssignment,
  readSolution,
} from './queries/courses.ts';
export { listActiveDays } from './queries/active-days.ts';
export { readDraft, writeDraft } from './queries/drafts.ts';
export type { WriteDraftOutcome } from './queries/drafts.ts';
export { beginAttempt, storeResult } from './queries/grading.ts';
export type { BeginAttemptOutcome, StoreResultOutcome } from './queries/grading.ts';
export { readGradingBundle, readGradingSource } from './queries/grading-source.ts';
export type { GradingSource } from './queries/grading-source.ts';
export { insertQueued, insertReused } from './queries/hand-in.ts';
export type { HandIn, InsertQueuedOutcome } from './queries/hand-in.ts';
export { hashCode } from './queries/hash-code.ts';
export { readProgress, readTotalPoints } from './queries/progress.ts';
export { findRecords } from './queries/records.ts';
export { findReusable } from './queries/reuse.ts';
export type { ReusableSubmission } from './queries/reuse.ts';
export { storeCourse } from './queries/store-course.ts';
export type { StoredCourse } from './queries/store-course.ts';
export type { StoredSubmission } from './queries/stored-submission.ts';
export {
  listSubmissions,
  queuePosition,
  readSubmission,
  readUngradedSubmissionId,
} from './queries/submissions.ts';
export { expireAttempts, listQueued, requeueExpired } from './queries/sweep.ts';
export {
  createDeviceCode,
  createSession,
  createUser,
  findUserByRecoveryHash,
  findUserByTokenHash,
  redeemDeviceCode,
  setRecoveryHash,
} from './queries/users.ts';
export type { Connection, Tables } from './tables.ts';
