import type { AuditAction, AuditDetails } from './actions.ts';

/** What the sentence of an entry names. */
export interface AuditNames {
  readonly who: string;
  /** Null: the entry is about nobody in particular. */
  readonly whom: string | null;
  /** The title of the assignment; null: the entry is about none, or it is gone. */
  readonly assignment: string | null;
  readonly course: string | null;
  readonly writeMoment: (moment: string) => string;
}

type Sentence<A extends AuditAction> = (
  names: AuditNames & { readonly whom: string; readonly task: string },
  details: AuditDetails[A],
) => string;

const sentences: { readonly [A in AuditAction]: Sentence<A> } = {
  'add-administrator': ({ who, whom }) => `${who} made ${whom} an administrator`,
  'add-note': ({ who, whom }) => `${who} wrote a note about ${whom}`,
  'add-passkey': ({ who }) => `${who} added a passkey`,
  'add-teacher': ({ who, whom }) => `${who} made ${whom} a teacher`,
  'apply-regrade': ({ who, task }) => `${who} applied a regrade of ${task}`,
  'archive-course': ({ who, writeMoment }, { removeAfter }) =>
    `${who} archived the course; students’ work is removed after ${writeMoment(removeAfter)}`,
  'assign-students': ({ who, whom }, { groups, students }) =>
    `${who} assigned ${counted(groups, 'group')} and ${counted(students, 'single student')} to ${whom}`,
  'change-dates': (names, { opens, due, closes, ...details }) => {
    const { who, task, writeMoment } = names;
    const moved = [
      ...(due === null ? [] : [`the due date of ${task}${forWhom(names, details)} to ${at(due)}`]),
      ...(opens === null
        ? []
        : [`the opening of ${task}${forWhom(names, details)} to ${at(opens)}`]),
      ...(closes === null
        ? []
        : [`the closing of ${task}${forWhom(names, details)} to ${at(closes)}`]),
    ];
    return `${who} moved ${moved.join(', and ')}`;

    function at(moment: Date | string): string {
      return writeMoment(String(moment));
    }
  },
  'change-role': ({ who, whom }, { from, to }) =>
    `${who} changed the role of ${whom} from ${from} to ${to}`,
  'delete-user': ({ who, whom }) => `${who} deleted ${whom}`,
  'end-archive': ({ who }) => `${who} ended the archiving of the course`,
  'end-sessions': ({ who, whom }, { sessions }) =>
    `${who} ended ${counted(sessions, 'session')} of ${whom}`,
  'export-audit': ({ who }) => `${who} downloaded the audit log`,
  'export-course': ({ who }) => `${who} exported the course with all that students did in it`,
  'export-dates': ({ who }) => `${who} downloaded the list of other dates`,
  'export-failures': ({ who, task }) => `${who} downloaded the equal failures of ${task}`,
  'export-grid': ({ who }) => `${who} downloaded the grid of students`,
  'export-members': ({ who }) => `${who} downloaded the list of people`,
  'export-notes': ({ who, whom }) => `${who} downloaded the notes about ${whom}`,
  'export-points': ({ who }) => `${who} exported the points of all students`,
  'export-student': ({ who, whom }) => `${who} downloaded the list of ${whom}’s submissions`,
  'export-submissions': ({ who }, { anonymous }) =>
    `${who} exported submissions ${anonymous ? 'without names' : 'of all students'}`,
  'export-user': ({ who, whom }) => `${who} exported all that is stored of ${whom}`,
  'join-history': ({ who }) => `${who} joined programs from before the account to it`,
  'load-course': ({ who }, { added, changed, retired }) =>
    `${who} loaded the course: ${added} added, ${changed} changed, ${retired} retired`,
  'load-roster': ({ who }, { added, changed, refused }) =>
    `${who} loaded a roster: ${added} added, ${changed} changed, ${refused} refused`,
  'make-invitation': ({ who, whom }) => `${who} made an invitation link for ${whom}`,
  'make-sign-in-link': ({ who, whom }) => `${who} made a sign-in link for ${whom}`,
  'mark-seen': ({ who, whom, task }) => `${who} marked as seen that ${whom} is stuck in ${task}`,
  'open-program': ({ who, whom }) => `${who} read programs of ${whom}`,
  'open-student': ({ who, whom }) => `${who} opened the page of ${whom}`,
  'override-points': ({ who, whom, task }, { points }) =>
    `${who} gave ${whom} ${counted(points, 'point')} for ${task} in the place of those earned`,
  'refuse-history': ({ who }) => `${who} answered that the programs of a browser are not theirs`,
  release: (names, details) =>
    `${names.who} released the verdicts of ${names.task}${forWhom(names, details)}`,
  'remove-administrator': ({ who, whom }) =>
    `${who} took the rights of an administrator from ${whom}`,
  'remove-course': ({ who }, { slug, submissions }) =>
    `${who} removed the course ${slug} with ${counted(submissions, 'submission')}`,
  'remove-dates': (names, details) =>
    `${names.who} ended the other dates of ${names.task}${forWhom(names, details)}`,
  'remove-expired-work': ({ who, course }) =>
    `${who} removed students’ work from ${course ?? 'a course'}, whose time had come`,
  'remove-member': ({ who, whom }, { role }) => `${who} took ${whom}, a ${role}, out of the course`,
  'remove-note': ({ who, whom }) => `${who} removed a note about ${whom}`,
  'remove-overridden-points': ({ who, whom, task }) =>
    `${who} let the points that ${whom} earned for ${task} count again`,
  'remove-passkey': ({ who }) => `${who} removed a passkey`,
  'rename-passkey': ({ who }) => `${who} renamed a passkey`,
  'undo-join': ({ who }) => `${who} undid the joining of programs from before an account`,
  'undo-release': (names, details) =>
    `${names.who} took back the release of the verdicts of ${names.task}${forWhom(names, details)}`,
  'view-as-student': ({ who, whom }) => `${who} viewed the course as ${whom}`,
};

/** An entry in a plain sentence, without a full stop. Also of an action that this version does not know. */
export function auditSentence(
  { action, details }: { action: string; details: Readonly<Record<string, unknown>> },
  names: AuditNames,
): string {
  const filled = {
    ...names,
    whom: names.whom ?? 'somebody',
    task: names.assignment ?? 'an assignment',
  };
  if (Object.hasOwn(sentences, action)) {
    const write = sentences[action as AuditAction] as Sentence<AuditAction>;
    return write(filled, details as never);
  }
  const about = [names.whom, names.assignment].filter((name) => name !== null);
  return `${names.who}: ${action.replaceAll('-', ' ')}${about.length === 0 ? '' : ` (${about.join(', ')})`}`;
}

function forWhom(
  { whom }: AuditNames,
  { for: others }: Pick<AuditDetails['remove-dates'], 'for'>,
): string {
  if (others?.kind === 'group') return ` for group ${others.group ?? ''}`;
  return others === undefined && whom !== null ? ` for ${whom}` : ' for all';
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** All actions that this version knows. */
export const auditActions = Object.keys(sentences) as readonly AuditAction[];
