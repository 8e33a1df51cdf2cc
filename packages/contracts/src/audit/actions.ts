/*
 * The actions of the audit log, and what each says besides when, who, in which course and about whom. Entries
 * outlive users, so details have ids and slugs, and neither names nor addresses nor texts that somebody wrote.
 */

type Nothing = null;

interface OfAssignment {
  /** A slug or an id. */
  readonly assignment: string;
}

interface OfAssignmentId {
  readonly assignmentId: string;
  /** Left out: the student whom the entry is about. */
  readonly for?: { readonly kind: string; readonly group?: string };
}

/** The entry is about the anonymous user. */
interface OfJoin {
  readonly join: string;
  /** How many of the course had programs that changed their owner. */
  readonly assignments: number;
}

interface LoadedCourse {
  readonly added: number;
  readonly changed: number;
  readonly retired: number;
}

/** A new action needs a line here and a sentence in sentences.ts. */
export interface AuditDetails {
  readonly 'add-administrator': Nothing;
  readonly 'add-note': Nothing;
  readonly 'add-passkey': Nothing;
  readonly 'add-teacher': Nothing;
  readonly 'apply-regrade': OfAssignment;
  readonly 'archive-course': { readonly removeAfter: string };
  readonly 'assign-students': { readonly groups: number; readonly students: number };
  readonly 'change-dates': OfAssignmentId & {
    readonly opens: Date | string | null;
    readonly due: Date | string | null;
    readonly closes: Date | string | null;
  };
  readonly 'change-role': { readonly from: string; readonly to: string };
  readonly 'delete-user': Nothing;
  readonly 'end-archive': Nothing;
  readonly 'end-sessions': { readonly sessions: number };
  readonly 'export-audit': Nothing;
  readonly 'export-course': Nothing;
  readonly 'export-dates': Nothing;
  readonly 'export-failures': OfAssignment;
  readonly 'export-grid': Nothing;
  readonly 'export-members': Nothing;
  readonly 'export-notes': Nothing;
  readonly 'export-points': Nothing;
  readonly 'export-student': Nothing;
  readonly 'export-submissions': { readonly anonymous: boolean };
  readonly 'export-user': Nothing;
  readonly 'join-history': OfJoin;
  readonly 'load-course': LoadedCourse;
  readonly 'load-roster': {
    readonly added: number;
    readonly changed: number;
    readonly refused: number;
  };
  readonly 'make-invitation': Nothing;
  readonly 'make-sign-in-link': Nothing;
  readonly 'mark-seen': OfAssignment;
  readonly 'open-program': Nothing;
  readonly 'open-student': Nothing;
  readonly 'override-points': OfAssignment & { readonly points: number };
  readonly 'refuse-history': OfJoin;
  readonly release: OfAssignmentId;
  readonly 'remove-administrator': Nothing;
  readonly 'remove-course': { readonly slug: string; readonly submissions: number };
  readonly 'remove-dates': OfAssignmentId;
  readonly 'remove-expired-work': Nothing;
  readonly 'remove-member': { readonly role: string };
  readonly 'remove-note': Nothing;
  readonly 'remove-overridden-points': OfAssignment;
  readonly 'remove-passkey': Nothing;
  readonly 'rename-passkey': Nothing;
  readonly 'undo-join': OfJoin;
  readonly 'undo-release': OfAssignmentId;
  readonly 'view-as-student': Nothing;
}

export type AuditAction = keyof AuditDetails;
