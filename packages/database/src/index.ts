export * from './database.ts';
export * from './error-codes.ts';
export * from './grader-role.ts';
export { migrate } from './migrate.ts';
export { MigrationError } from './migrations.ts';
export { openPglite } from './pglite.ts';
export { openPostgres } from './postgres.ts';
export * from './schema-state.ts';
export * from './write-probe.ts';
export { openBackup, removeUnfinishedBackup, type OpenBackup } from './backup/open-backup.ts';
export { requireRestorable } from './backup/restorable.ts';
export { restore, type Restored } from './backup/restore.ts';
export { BackupError } from './backup/backup-error.ts';
export { fixOf } from './failures/fix-of.ts';
export * from './failures/kind-of-failure.ts';
export { readFailures } from './failures/read-failures.ts';
export { withoutComments } from './failures/without-comments.ts';
export * from './joins/join-history.ts';
export {
  listJoins,
  listJoinsInCourse,
  readJoinedDraft,
  readJoinedProgram,
} from './joins/list-joins.ts';
export * from './life-cycle/attempts.ts';
export { freeStranded, listStranded, type Followers } from './life-cycle/followers.ts';
export * from './life-cycle/graders.ts';
export * from './life-cycle/hand-in.ts';
export { expireAllAttempts, expireAttempts, giveUp, listExhausted } from './life-cycle/lost.ts';
export * from './life-cycle/receive.ts';
export { storeResult, type Ended } from './life-cycle/results.ts';
export * from './people/appoint.ts';
export * from './queries/audit-log.ts';
export * from './queries/read-audit-log.ts';
export * from './people/invitations.ts';
export { loadRoster, type RosterLoad } from './people/load-roster.ts';
export { findUserByMail, normaliseMail } from './queries/mail-identity.ts';
export * from './people/list-members.ts';
export { assignStudents, removeMember, setRole } from './people/members.ts';
export { createChallenge, takeChallenge } from './people/passkey-challenges.ts';
export * from './people/passkeys.ts';
export * from './people/rights.ts';
export { linkValidMs, redeemSignInLink, type SignInOutcome } from './people/sign-in-links.ts';
export { listChosenSubmissions, readSubmittedFiles } from './points/list-submissions.ts';
export { overridePoints, type OverrideOutcome } from './points/override-points.ts';
export { readPointsCourse } from './points/points-course.ts';
export { readPointsPage } from './points/points-page.ts';
export { readPointsSpread } from './points/points-spread.ts';
export { pointsSourceIn } from './points/points-source.ts';
export { listStudentPoints } from './points/student-points.ts';
export * from './queries/active-days.ts';
export { exportCourse } from './queries/course-export.ts';
export * from './queries/course-list.ts';
export * from './queries/courses.ts';
export * from './queries/date-changes.ts';
export * from './queries/drafts.ts';
export * from './queries/extend.ts';
export * from './queries/grading-source.ts';
export * from './queries/hash-code.ts';
export * from './queries/instance.ts';
export { readProgress, readTotalPoints, readTriedAssignments } from './queries/progress.ts';
export { offerJoin } from './queries/offer-join.ts';
export * from './queries/queue.ts';
export * from './queries/records.ts';
export { findReusableAndUngraded } from './queries/reuse.ts';
export * from './queries/releases.ts';
export * from './queries/sessions.ts';
export type { CourseChanges, LoadOptions } from './queries/plan-course.ts';
export * from './queries/store-course.ts';
export type { StoredSubmission } from './queries/stored-submission.ts';
export {
  listSubmissions,
  readSubmission,
  readSubmissionsWithPoints,
  readUngradedSubmission,
  readUngradedSubmissionId,
  type SubmissionWithPoints,
} from './queries/submissions.ts';
export * from './queries/user-export.ts';
export * from './queries/users.ts';
export * from './regrade/apply.ts';
export * from './regrade/outcomes.ts';
export * from './regrade/programs.ts';
export * from './regrade/selection.ts';
export { refreshStandings } from './standing/refresh.ts';
export { markSeen } from './teach/mark-seen.ts';
export { listAssignmentDays } from './teach/assignment-days.ts';
export * from './teach/assignment-overview.ts';
export { listClusters } from './teach/clusters.ts';
export * from './teach/notes.ts';
export * from './teach/read-grid.ts';
export { readTeachScope } from './teach/read-scope.ts';
export type { TeachScope } from './teach/students.ts';
export { deleteUser } from './removal/delete-user.ts';
export { publishCourse, removeCourse } from './removal/remove-course.ts';
export { listDeletedUsers } from './removal/deleted-users.ts';
export * from './removal/prune.ts';
export type { Connection } from './tables.ts';
