export { DatabaseAwayError } from './database.ts';
export type { Database } from './database.ts';
export { grantGraderRole } from './grader-role.ts';
export { migrate } from './migrate.ts';
export { MigrationError } from './migrations.ts';
export { openPglite } from './pglite.ts';
export { openPostgres } from './postgres.ts';
export { beginAttempt, handBackAttempt } from './life-cycle/attempts.ts';
export type { BeginAttemptOutcome, HandBackOutcome } from './life-cycle/attempts.ts';
export { freeStranded, listStranded } from './life-cycle/followers.ts';
export type { Followers } from './life-cycle/followers.ts';
export {
  forgetGraders,
  hearGrader,
  listServing,
  partFromSilentGraders,
} from './life-cycle/graders.ts';
export { insertQueued, insertReused } from './life-cycle/hand-in.ts';
export type { HandIn, InsertQueuedOutcome } from './life-cycle/hand-in.ts';
export { expireAllAttempts, expireAttempts, giveUp, listExhausted } from './life-cycle/lost.ts';
export { storeResult } from './life-cycle/results.ts';
export type { Ended, StoreResultOutcome } from './life-cycle/results.ts';
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
export { readGradingBundle, readGradingSource } from './queries/grading-source.ts';
export type { GradingSource } from './queries/grading-source.ts';
export { hashCode } from './queries/hash-code.ts';
export { readProgress, readTotalPoints } from './queries/progress.ts';
export { listQueued, queuePosition } from './queries/queue.ts';
export { findRecords, listCoursesWithOldRecords } from './queries/records.ts';
export { findReusableAndUngraded } from './queries/reuse.ts';
export type { ReusableSubmission } from './queries/reuse.ts';
export { storeCourse } from './queries/store-course.ts';
export type { StoredCourse } from './queries/store-course.ts';
export type { StoredSubmission } from './queries/stored-submission.ts';
export type { SubmissionWithPoints } from './queries/submissions.ts';
export {
  listSubmissions,
  readSubmission,
  readSubmissionsWithPoints,
  readUngradedSubmissionId,
} from './queries/submissions.ts';
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
