import type { InvitationList } from '@touchstone/contracts';
import { accountMessages } from './account-messages.ts';
import { count } from './messages.ts';

const people = (number: number): string => count(number, 'person', 'people');
const students = (number: number): string => count(number, 'student', 'students');
const links = (number: number): string => count(number, 'link', 'links');

/** The texts of the page for teachers, which is loaded when it is opened. */
export const teachMessages = {
  shell: {
    title: 'Teach',
    sections: 'Sections',
    refusedTitle: 'This page is for teachers',
    refused: (course: string) => `Only the teachers and assistants of “${course}” see it.`,
    notSignedIn:
      'You are not signed in to an account. If you teach this course, open the link that you got.',
    signedInAs: (mail: string) =>
      `You are signed in as ${mail}. If you teach this course, ask another teacher of it to change your role.`,
    toCourse: 'Go to the course',
    toSignIn: 'Sign in',
  },

  people: {
    title: 'People',
    failed: 'The list of people could not be loaded.',
    again: 'Try again',
    loading: 'Loading the list of people…',
    roles: accountMessages.roles,
    find: 'Find by name, mail, group or ID',
    group: 'Group',
    role: 'Role',
    all: 'All',
    noGroup: 'No group',
    shown: (shown: number, all: number) =>
      shown === all ? people(all) : `${shown} of ${people(all)}`,
    nobody: 'Nobody is in this course yet. Load a roster to add students.',
    nobodyAssigned: 'No students are assigned to you yet. A teacher of this course does that.',
    nothingFound: 'Nobody matches.',
    table: 'People of this course',
    columns: {
      name: 'Name',
      mail: 'Mail',
      group: 'Group',
      id: 'ID',
      role: 'Role',
      signedIn: 'Signed in',
    },
    unnamed: 'No name',
    signedIn: 'yes',
    invited: (until: string) => `invited until ${until}`,
    notInvited: 'no open invitation',
    yes: 'Yes',
    no: 'No',
    open: (name: string) => `Open ${name}`,
    loadRoster: 'Load a roster',
    makeLinks: 'Make invitation links',
  },

  roster: {
    label: 'Load a roster',
    intro:
      'A CSV file with the columns name, mail, group and id; only mail is needed. Students are added or changed. Nobody is removed, and no role changes.',
    file: 'File',
    paste: 'Or paste it here',
    example: 'name,mail,group,id',
    check: 'Check it first',
    checking: 'Checking…',
    load: 'Load it',
    loading: 'Loading…',
    edit: 'Change the text',
    notReadable: 'This file could not be read. Choose it again.',
    tooLong:
      'A request takes 300,000 characters, about 5,000 students. Split the file, or use the command “touchstone roster load”.',
    away: 'The server cannot be reached. Nothing was loaded. Try again in a moment.',
    failed: (detail: string) => `That did not work: ${detail}`,
    planned: 'Nothing is stored yet. This is what loading it does:',
    done: 'Loaded.',
    inviteNext: 'New students get in by an invitation link: see “Make invitation links”.',
    added: (number: number) => `${students(number)} added`,
    changed: (number: number) => `${students(number)} changed`,
    unchanged: (number: number) => `${count(number, 'line', 'lines')} as stored already`,
    refused: (number: number) => `${count(number, 'line', 'lines')} refused`,
    leftAlone: (number: number) => `${students(number)} not in the file, kept unchanged`,
    line: (line: number, text: string) => `Line ${line}: ${text}`,
    changes: (mail: string, what: readonly string[]) => `${mail} (${what.join(', ')})`,
    nothing: 'The file changes nothing.',
  },

  member: {
    role: 'Role',
    changeRole: 'Change the role',
    moreRights: (role: string) =>
      `This person is signed out everywhere as soon as they are ${role}, and their open links stop working. They then sign in by a new link.`,
    fewerRights: (role: string) => `Becoming ${role} takes effect at once.`,
    roleChanged: (role: string) => `Now ${role}.`,
    lastTeacher: 'A course keeps at least one teacher. Make somebody else a teacher first.',
    assigned: 'Whom this assistant sees',
    assignedText: 'An assistant sees the students of these groups, and these single students.',
    groups: 'Groups',
    students: 'Single students',
    noGroups: 'The roster has no groups.',
    noStudents: 'No students found.',
    someStudents: (shown: number, all: number) =>
      `${shown} of ${students(all)}. Type to find others.`,
    findStudent: 'Find a student',
    saveAssigned: 'Save whom they see',
    assignedSaved: (groups: number, single: number) =>
      `Saved: ${count(groups, 'group', 'groups')}, ${count(single, 'single student', 'single students')}.`,
    invitation: 'Invitation',
    hasSignedIn:
      'This account has been used, so no invitation can be made: its owner signs in as always. If they cannot, the person who runs the server makes a link: touchstone sign-in-link MAIL',
    makeLink: 'Make a new link',
    saving: 'Saving…',
    gone: 'This person is no longer in the course. Load the page again.',
    away: 'The server cannot be reached. Nothing was changed. Try again in a moment.',
    failed: (detail: string) => `That did not work: ${detail}`,
  },

  invitations: {
    label: 'Make invitation links',
    intro:
      'A link works once, within 30 days, for anybody who has it. Give each to its student only. Links are shown now and never again; a new one ends the one before it.',
    whom: (number: number) => `${people(number)} in this course have not signed in yet.`,
    nobody: 'Everybody in this course has signed in already.',
    make: 'Make the links',
    making: 'Making the links…',
    made: (number: number) => `${links(number)} made. Copy or download them before you close this.`,
    none: 'No link was made.',
    download: 'Download as CSV',
    fileName: (course: string) => `invitations-${course}.csv`,
    csvColumns: ['name', 'mail', 'group', 'link', 'expires'],
    send: 'Send them by mail',
    sendNote:
      'A link is made for each and sent to the address in the roster. A person who got a mail within the last five minutes gets no other.',
    sending: (done: number, all: number) => `Sending: ${done} of ${all}…`,
    sent: (number: number) => `${count(number, 'mail', 'mails')} sent.`,
    notSent: (number: number) => `${people(number)} got no mail:`,
    downloadFailed: 'Download those who got none as CSV',
    failedFileName: (course: string) => `not-sent-${course}.csv`,
    failedColumns: ['name', 'mail', 'reason'],
    interrupted: (left: number) =>
      `Sending stopped, so ${people(left)} may have got no mail. Wait five minutes and send again: nobody who has signed in gets another.`,
    copy: 'Copy the link',
    copyOf: (name: string) => `Copy the link of ${name}`,
    notMade: 'No link for:',
    reasons: {
      'has-signed-in': 'has signed in already',
      'in-another-course': 'is in a course of other teachers, too, and signs in as there',
      administrator: 'is an administrator',
      'just-mailed': 'got a mail within the last five minutes',
      'no-address': 'has no mail address',
    } satisfies Record<InvitationList['notInvited'][number]['reason'], string>,
  },
};
