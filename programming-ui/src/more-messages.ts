import type { Theme } from './features/theme/saved-theme.ts';
import { count } from './messages.ts';

/** The texts of settings, progress and notices, which are loaded when they are opened. */
export const moreMessages = {
  topBar: { inGrading: (title: string) => `${title} is being graded` },

  settings: {
    label: 'Settings',
    appearance: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
    editor: 'Editor',
    fontSize: 'Text size',
    smaller: 'Smaller text',
    larger: 'Larger text',
    completion: 'Suggest names while I type',
    closeBrackets: 'Close brackets and quotes for me',
    layout: 'Layout',
    handoutWidth: 'Width of the handout',
    resetBorders: 'Reset the layout',
    keysTitle: 'Keyboard shortcuts',
    keys: (mac: boolean): [string, string][] => {
      const command = mac ? '⌘' : 'Ctrl';
      return [
        [`${command} Enter`, 'Hand in'],
        [`${command} Shift Enter`, 'Run'],
        [`${command} /`, 'Comment or uncomment lines'],
        [`${command} F`, 'Find and replace'],
        [`${command} Z`, 'Undo'],
        ['F8', 'Go to the next problem'],
        ['Esc, Tab', 'Leave the editor'],
      ];
    },
    you: 'You',
    userId: 'Your user ID. It is not secret: give it to your teacher when asked.',
    copyUser: 'Copy your user ID',
  },

  devices: {
    title: 'Other devices',
    makeCode: 'Continue on another device',
    makeKey: 'Get a recovery key',
    codeText: 'On the other device, open this page, then its settings, and enter this code:',
    keyText:
      'Write this key down. It gets you back in from any browser. It is shown only once and replaces older keys.',
    expiresIn: (seconds: number) =>
      `Works once. Expires in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.`,
    expired: 'This code has expired. Get a new one.',
    haveCode: 'Code or recovery key',
    open: 'Continue',
    openText:
      'This browser switches to that work. To come back to the work done here, get its recovery key first.',
    openTextEnded:
      'This browser switches to that work. If it is yours, what you typed here is still there.',
    malformed: 'A code has 8 letters and digits, a recovery key 26.',
    invalid:
      'That code or key is wrong, used or expired. You can get a new code on your other device.',
    tooMany: 'Too many tries. Wait a minute, then try again.',
    away: 'The server cannot be reached. Try again in a moment.',
    failed: (detail: string) => `That did not work: ${detail}`,
    offerLabel: 'Recovery key',
    offer: 'Don’t lose your work: with a recovery key you can get back in from any browser.',
    offerMake: 'Get a key',
    offerDismiss: 'No thanks',
  },

  sessions: {
    title: 'Where you are signed in',
    list: 'Browsers where you are signed in',
    loading: 'Loading…',
    failed: 'The list could not be loaded.',
    again: 'Try again',
    unknown: 'Unknown browser or program',
    here: 'this browser',
    since: (when: string) => `since ${when}`,
    lastUsed: (when: string) => `last used ${when}`,
    end: 'End',
    endLabel: (description: string, when: string) => `End ${description}, last used ${when}`,
    endOthers: 'End all others',
    signOut: 'Sign out here',
    signOutText:
      'To come back you need a recovery key, or a code from another device. What you typed stays in this browser.',
    signOutNow: 'Sign out',
    stay: 'Stay signed in',
    ended: 'Session ended. That browser can no longer see or change your work.',
    endedOthers: 'Sessions ended. Only this browser is signed in now.',
    notEnded: 'That did not work. Try again in a moment.',
  },

  progress: {
    title: 'Your progress',
    solvedWord: (number: number) => (number === 1 ? 'assignment solved' : 'assignments solved'),
    next: 'Up next',
    continue: 'Continue with',
    open: 'Open',
    days: 'Your activity',
    noDays: 'Days on which you hand something in are marked here.',
    activeDays: (days: number, weeks: number) =>
      `You handed something in on ${count(days, 'day', 'days')} in the last ${weeks} weeks.`,
    day: (day: string, submissions: number, solved: number) =>
      `${day}: ${count(submissions, 'submission', 'submissions')}${solved === 0 ? '' : `, ${solved} solved`}`,
    tried: 'tried',
    solvedThatDay: 'solved',
    asList: 'Show as list',
    parts: 'By part',
    allSolved: 'You have solved the whole course!',
  },

  notices: {
    failed: {
      title: 'This page could not be loaded',
      again: 'Try again',
    },

    'not-found': {
      title: 'There is nothing at this address',
      text: 'The link may be outdated or mistyped.',
      home: 'Go to the start page',
    },

    'unknown-assignment': {
      title: 'This course has no such assignment',
      text: 'It may have been renamed or removed.',
      home: 'Go to your current assignment',
    },

    'unknown-course': {
      title: 'There is no such course here',
      text: 'Available courses:',
    },

    'several-courses': { title: 'Courses', archived: 'archived' },

    'no-courses': {
      title: 'No course is loaded yet',
      text: 'Are you the teacher? Load a course folder with this command, then reload this page:',
      command: 'npx --no-install touchstone course load courses/first-steps',
    },

    'no-assignments': {
      title: 'This course has no assignments yet',
      text: 'Are you the teacher? List them under “parts” in course.yaml, then load the course again:',
      command: (course: string) => `npx --no-install touchstone course load courses/${course}`,
    },
  },
};
