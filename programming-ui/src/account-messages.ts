import type { Role } from '@touchstone/contracts';
import { count } from './messages.ts';

/** The texts about accounts, which are loaded when they are shown. */
export const accountMessages = {
  teach: 'Teach',

  roles: { student: 'student', assistant: 'assistant', teacher: 'teacher' } satisfies Record<
    Role,
    string
  >,

  signIn: {
    title: 'Sign in',
    withLink: 'You opened a link that signs you in. It works once, so use it only if it is yours.',
    signedInTitle: 'You are signed in',
    button: 'Sign in',
    signingIn: 'Signing in…',
    current: (mail: string) => `This browser is signed in as ${mail}. Signing in ends that here.`,
    anonymous:
      'Somebody has worked in this browser without an account. That work does not move to your account by itself: after signing in you see it, and are asked whether it is yours. If it is somebody else’s, let them get its recovery key first.',
    getKey: 'Get its recovery key',
    noLink: 'Open the link that your teacher gave you. It signs you in without a password.',
    signedOut: 'You are signed out. What you typed is no longer in this browser.',
    refusedTitle: 'This link does not work',
    whatToDo: 'Ask your teacher for a new link, or have one sent to your mail address:',
    again: 'Do you have an account, but no link? Have one sent to your mail address:',
    mail: 'Mail address',
    send: 'Send me a link',
    sent: 'If somebody here has that address, a link is on its way. It works once, for 15 minutes.',
    noMail: 'This server sends no mail. Ask your teacher for a new link.',
    badMail: 'That is not a mail address. Check it, and try again.',
    tooMany: 'Too many tries. Wait a few minutes, then try again.',
    away: 'The server cannot be reached. Your link still works: try again in a moment.',
    failed: (detail: string) => `That did not work: ${detail}`,
    home: 'Go to the courses without signing in',
  },

  viewing: {
    label: 'View as student',
    banner: (name: string) =>
      `You see the course as ${name} does, without drafts. You can change nothing.`,
    unnamed: 'this student',
    stopFirst: 'Stop viewing the course as a student to teach it',
    stop: 'Stop',
    failed: 'That did not work. Try again in a moment.',
  },
  passkeys: {
    title: 'Passkeys',
    intro:
      'With a passkey you sign in with your fingerprint, your face or your device’s PIN, without a link.',
    untilRemoved:
      'A passkey signs in until you remove it, also when all sessions have ended. Remove those that you do not know.',
    name: 'Name of a new passkey',
    nameExample: 'My phone',
    add: 'Add a passkey',
    added: 'The passkey was added.',
    rename: 'Rename',
    renameLabel: (name: string) => `Rename the passkey ${name}`,
    newName: (name: string) => `New name of the passkey ${name}`,
    saveName: 'Save the name',
    keepName: 'Cancel',
    renamed: 'The passkey has another name.',
    remove: 'Remove',
    removeLabel: (name: string) => `Remove the passkey ${name}`,
    removed: 'The passkey was removed. Delete it in your device’s settings, too.',
    addedOn: (day: string) => `Added ${day}.`,
    lastUsed: (day: string) => `Last used ${day}.`,
    neverUsed: 'Not used yet.',
    notLoaded: 'Your passkeys could not be loaded.',
    again: 'Try again',
    impossible:
      'Passkeys do not work at this address. They need https:// and a host name, or http://localhost.',
    failures: {
      cancelled: 'No passkey was made. Try again when you are ready.',
      exists: 'This device has a passkey for your account already.',
      failed: 'This browser could not use a passkey. Try another browser or device.',
    },
    noneUsed:
      'No passkey was used. If you have none for this server, sign in by a link, and add one in the settings.',
    refused: (detail: string) => `That did not work: ${detail}`,
    away: 'The server cannot be reached. Try again in a moment.',
    signInIntro: 'Have you added a passkey to your account?',
    signIn: 'Sign in with a passkey',
  },

  account: {
    title: 'Account',
    loading: 'Loading…',
    failed: 'Your account could not be loaded.',
    again: 'Try again',
    signedInAs: 'You are signed in as',
    administrator: 'Administrator of this server',
    role: (role: string, course: string) => `${role} in ${course}`,
    anonymous:
      'You work here without an account. If your teacher gave you a link, open it to sign in.',
    signOut: 'Sign out',
    nothingUnsent:
      'Signing out removes your code from this browser. The server has all of it. To come back you need a passkey, a new link, a code from another device, or a recovery key.',
    unsent: (number: number) =>
      `${count(number, 'program has', 'programs have')} not reached the server. Signing out removes ${number === 1 ? 'it' : 'them'} for ever:`,
    typed: (title: string) => `${title}: typed, not saved on the server`,
    handedIn: (title: string) => `${title}: not handed in yet`,
    signOutNow: 'Sign out',
    signOutAndRemove: 'Sign out and remove',
    stay: 'Stay signed in',
    notSignedOut: 'You are still signed in: the server cannot be reached. Try again in a moment.',
  },
};
