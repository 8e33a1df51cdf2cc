import {
  mailedInvitationsSchema,
  notInvitedReasons,
  rosterReportSchema,
  type RosterReport,
} from '@touchstone/contracts';
import { z } from 'zod';

/** A link without the address of the server. */
const linkSchema = z.object({ token: z.string(), expiresAt: z.iso.datetime() });
type Link = z.infer<typeof linkSchema>;

/** A course by its slug, with null the only one there is; or the whole system. */
const realmSchema = z.union([
  z.strictObject({ course: z.string().nullable() }),
  z.strictObject({ administrator: z.literal(true) }),
]);
export type Realm = z.infer<typeof realmSchema>;

/** There is no such course, or none or several of which one must be named. */
const noCourseSchema = z.object({ kind: z.literal('no-course'), loaded: z.array(z.string()) });
const notAnAddressSchema = z.object({ kind: z.literal('not-an-address') });

const appointedSchema = z.discriminatedUnion('kind', [
  linkSchema.extend({ kind: z.literal('appointed'), course: z.string().nullable() }),
  noCourseSchema,
  notAnAddressSchema,
]);
type Appointed = z.infer<typeof appointedSchema>;

const dismissedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dismissed'), course: z.string().nullable() }),
  z.object({ kind: z.literal('not-one') }),
  z.object({ kind: z.literal('last-teacher') }),
  noCourseSchema,
]);
type Dismissed = z.infer<typeof dismissedSchema>;

const invitationsSchema = z.object({
  invitations: z.array(
    linkSchema.extend({
      name: z.string().nullable(),
      mail: z.string().nullable(),
      group: z.string().nullable(),
    }),
  ),
  notInvited: z.array(z.object({ mail: z.string().nullable(), reason: z.enum(notInvitedReasons) })),
});
export type Invitations = z.infer<typeof invitationsSchema>;

const mailingSchema = z.discriminatedUnion('kind', [
  mailedInvitationsSchema.extend({ kind: z.literal('mailed'), next: z.uuid().nullable() }),
  z.object({ kind: z.enum(['no-course', 'no-mail']) }),
]);
type Mailing = z.infer<typeof mailingSchema>;

/** The people of a system's courses, whichever process has its database open. */
export interface PeopleStore {
  /** The address for browsers; null if no server is running on the database, as far as is known. */
  readOrigin(): Promise<string | null>;
  /** Makes a teacher, or an administrator. */
  appoint(mail: string, name: string | null, realm: Realm): Promise<Appointed>;
  /** Takes a teacher out of a course, or takes an administrator's rights. */
  dismiss(mail: string, realm: Realm): Promise<Dismissed>;
  /** Null: there is no such course. */
  loadRoster(course: string, csv: string, dryRun: boolean): Promise<RosterReport | null>;
  /** New invitations for all who have not signed in. Null: there is no such course. */
  invite(course: string): Promise<Invitations | null>;
  /** Mails new invitations to the next of them; `after` is the `next` of the answer before. */
  mailInvitations(course: string, after: string | null): Promise<Mailing>;
  /** Null: nobody has that address. */
  createSignInLink(mail: string): Promise<Link | null>;
}

/** The part of the table of calls that is about people. */
export const peopleCalls = {
  readOrigin: { args: z.tuple([]), answer: z.string().nullable() },
  appoint: {
    args: z.tuple([z.string(), z.string().nullable(), realmSchema]),
    answer: appointedSchema,
  },
  dismiss: { args: z.tuple([z.string(), realmSchema]), answer: dismissedSchema },
  loadRoster: {
    args: z.tuple([z.string(), z.string(), z.boolean()]),
    answer: rosterReportSchema.nullable(),
  },
  invite: { args: z.tuple([z.string()]), answer: invitationsSchema.nullable() },
  mailInvitations: { args: z.tuple([z.string(), z.uuid().nullable()]), answer: mailingSchema },
  createSignInLink: { args: z.tuple([z.string()]), answer: linkSchema.nullable() },
} satisfies Record<keyof PeopleStore, { args: z.ZodType<unknown[]>; answer: z.ZodType }>;
