export { DatabaseAwayError } from './database.ts';
export type { Database } from './database.ts';
export { GraderRoleError, grantGraderRole } from './grader-role.ts';
export type { GraderRole } from './grader-role.ts';
export { errorCodes, hasErrorCode } from './error-codes.ts';
export { migrate } from './migrate.ts';
export { MigrationError } from './migrations.ts';
export { openPglite } from './pglite.ts';
export type { Patience } from './patient-migration.ts';
export { openPostgres } from './postgres.ts';
export { readSchemaState, reasonOfSchema } from './schema-state.ts';
export type { SchemaState } from './schema-state.ts';
export { tryToWrite } from './write-probe.ts';
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
export {
  readGradingBundle,
  readGradingSource,
  touchGradingSources,
} from './queries/grading-source.ts';
export type { GradingSource } from './queries/grading-source.ts';
export { hashCode } from './queries/hash-code.ts';
export { readInstanceId } from './queries/instance.ts';
export { readProgress, readTotalPoints } from './queries/progress.ts';
export { listQueued, queuePosition } from './queries/queue.ts';
export { findRecords, listCoursesWithOldRecords } from './queries/records.ts';
export { isUserGone } from './queries/user-gone.ts';
export { findReusableAndUngraded } from './queries/reuse.ts';
export type { ReusableSubmission } from './queries/reuse.ts';
export {
  createSession,
  endSession,
  endSessions,
  findSession,
  listSessions,
  noteSessionUse,
} from './queries/sessions.ts';
export type { StoredSession } from './queries/sessions.ts';
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
  createUser,
  findUserByRecoveryHash,
  redeemDeviceCode,
  setRecoveryHash,
} from './queries/users.ts';
export { exportUser, exportSubmissions } from './queries/user-export.ts';
export { deleteUser } from './removal/delete-user.ts';
export type { DeletedUser } from './removal/delete-user.ts';
export type { PruneRules } from './removal/prunable.ts';
export { pruneBatch, reclaimRoom } from './removal/prune.ts';
export type { PruneBatch, PruneCursor, Pruned, PruneOptions } from './removal/prune.ts';
export type { Connection, Tables } from './tables.ts';
