import { z } from 'zod';
import { slugSchema } from './course.ts';
import { memberPageSize } from './limits.ts';
import { roleSchema } from './role.ts';
import { storableTextSchema } from './storable-text.ts';
import { userSchema } from './user.ts';

/** In characters. */
const maxMailLength = 254;
/** Longest roster in a request, in characters; a command takes any. */
const maxRosterLength = 300_000;
const maxAssigned = 1000;
const count = z.int().nonnegative();

/**
 * What the user is on this server: `mail` is null, and there are no courses, until the user has signed
 * in by a link. Answer to `GET /api/me/account`.
 */
export const accountSchema = z.object({
  mail: z.string().nullable(),
  isAdministrator: z.boolean(),
  courses: z.array(
    z.object({
      slug: slugSchema,
      title: z.string(),
      role: roleSchema,
      /** Until when an archived course keeps what students did; absent if it is not archived. */
      keptUntil: z.iso.datetime().optional(),
    }),
  ),
  /** The student as whom this session sees a course. Absent if it sees courses as the user does. */
  viewing: z.object({ uuid: z.uuid(), name: z.string().nullable(), course: slugSchema }).optional(),
});
export type Account = z.infer<typeof accountSchema>;

/** Body of `POST /api/sign-in`: the token is what follows `#` in the link. */
export const signInSchema = z.strictObject({ token: z.string().min(1).max(200) });

/** Answer to `POST /api/sign-in`, which also sets the cookie. */
export const signedInSchema = z.object({
  user: userSchema,
  token: z.string(),
  /** The course that the link invites to; null if it is for no certain one. */
  course: slugSchema.nullable(),
});

/** Body of `POST /api/sign-in/links`. */
export const signInLinkRequestSchema = z.strictObject({
  mail: z.string().min(3).max(maxMailLength),
});

/** Whom an assistant sees: all students of these groups, and these students, by their uuids. */
export const assignedSchema = z.strictObject({
  groups: z.array(storableTextSchema.min(1).max(200)).max(maxAssigned),
  students: z.array(z.uuid()).max(maxAssigned),
});
export type Assigned = z.infer<typeof assignedSchema>;

/** What tells a member apart in a list. */
export const namedSchema = z.object({
  name: z.string().nullable(),
  mail: z.string().nullable(),
  studentNumber: z.string().nullable(),
});
export type Named = z.infer<typeof namedSchema>;

export const memberSchema = namedSchema.extend({
  uuid: z.uuid(),
  role: roleSchema,
  group: z.string().nullable(),
  /** Whether the user has ever signed in by a link. */
  hasSignedIn: z.boolean(),
  /** When the invitation that is still open expires; null if there is none. */
  invitedUntil: z.iso.datetime().nullable(),
  /** Null for all but assistants. */
  assigned: assignedSchema.nullable(),
});
export type Member = z.infer<typeof memberSchema>;

const maxSearchLength = 100;

/**
 * Query of the people of a course. `search` keeps those whose name, mail, group or student number has each of its
 * words; `group` those of a group, and empty those without one. `after` is the `next` of the previous page.
 */
export const membersQuerySchema = z.strictObject({
  search: storableTextSchema.max(maxSearchLength).optional(),
  role: roleSchema.optional(),
  group: storableTextSchema.max(200).optional(),
  signedIn: z.enum(['yes', 'no']).optional(),
  limit: z.coerce.number().int().min(1).max(memberPageSize.max).default(memberPageSize.default),
  after: z.uuid().optional(),
});
export type MembersQuery = Partial<z.infer<typeof membersQuerySchema>>;

/** A page of people by role, teachers first, and then by last name. Numbers are of all pages. */
export const memberListSchema = z.object({
  members: z.array(memberSchema),
  next: z.uuid().nullable(),
  /** Whom the query finds. */
  found: count,
  /** Whom the caller may see, whatever the query is; and those of them who have not signed in yet. */
  all: count,
  notSignedIn: count,
  /** The groups that these are in. */
  groups: z.array(z.string()),
  /** Whether this server can send the invitations. */
  sendsMail: z.boolean(),
});
export type MemberList = z.infer<typeof memberListSchema>;

/** `csv` is the text of the file. With `dryRun` nothing is stored. */
export const rosterSchema = z.strictObject({
  csv: z.string().max(maxRosterLength),
  dryRun: z.boolean().default(false),
});

const line = z.int().positive();
const rosterChange = z.enum(['name', 'group', 'id']);

/** What loading a roster did, by lines of the file. */
export const rosterReportSchema = z.object({
  added: z.array(z.object({ line, mail: z.string() })),
  changed: z.array(z.object({ line, mail: z.string(), what: z.array(rosterChange) })),
  /** Number of lines that say what is stored already. */
  unchanged: count,
  /** Lines that were left out, and what to do. */
  refused: z.array(z.object({ line, message: z.string() })),
  /** Students of the course who are not in the file; they stay. */
  leftAlone: z.array(z.object({ name: z.string().nullable(), mail: z.string().nullable() })),
  /** About the whole file. */
  notes: z.array(z.string()),
});
export type RosterReport = z.infer<typeof rosterReportSchema>;

/** Left out: everybody who has not signed in yet. */
export const invitationRequestSchema = z.strictObject({
  users: z.array(z.uuid()).min(1).max(maxAssigned).optional(),
});

/** Why no invitation was made. */
export const notInvitedReasons = [
  ...(['has-signed-in', 'in-another-course', 'administrator'] as const),
  // Only of those that are mailed: within the last minutes, or there is nowhere to send it.
  ...(['just-mailed', 'no-address'] as const),
] as const;

/** Most mails that one request sends. */
const maxMailedInvitations = 20;

/** Body of `POST /api/teach/:course/invitations/mails`. */
export const mailInvitationsSchema = z.strictObject({
  users: z.array(z.uuid()).min(1).max(maxMailedInvitations),
});

/** An invitation is shown only now; it replaces the user's previous one for the course. */
export const invitationListSchema = z.object({
  invitations: z.array(
    z.object({
      uuid: z.uuid(),
      name: z.string().nullable(),
      mail: z.string().nullable(),
      group: z.string().nullable(),
      link: z.string(),
      expiresAt: z.iso.datetime(),
    }),
  ),
  notInvited: z.array(
    z.object({ uuid: z.uuid(), mail: z.string().nullable(), reason: z.enum(notInvitedReasons) }),
  ),
});
export type InvitationList = z.infer<typeof invitationListSchema>;

const addressee = { uuid: z.uuid(), name: z.string().nullable(), mail: z.string() };

/** What was sent. Who is in `failed` has no invitation that works until another one is made. */
export const mailedInvitationsSchema = z.object({
  sent: z.array(z.object(addressee)),
  /** `reason` is a sentence. */
  failed: z.array(z.object({ ...addressee, reason: z.string() })),
  notInvited: invitationListSchema.shape.notInvited,
});
export type MailedInvitations = z.infer<typeof mailedInvitationsSchema>;

export const newRoleSchema = z.strictObject({ role: roleSchema });
