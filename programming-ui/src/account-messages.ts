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
    button: 'Sign in',
    signingIn: 'Signing in…',
    current: (mail: string) => `This browser is signed in as ${mail}. Signing in ends that here.`,
    anonymous:
      'Somebody has worked in this browser without an account. That work stays with that user: it does not move to your account. To come back to it later, get its recovery key before you sign in.',
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
      'Signing out removes your code from this browser. The server has all of it. To come back you need a new link, a code from another device, or a recovery key.',
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
