import type { StoredAt } from './features/drafts/draft-sync.ts';
import type { EditorShortcut, PageShortcut } from './features/shortcuts/shortcut-keys.ts';
import type { Theme } from './features/theme/saved-theme.ts';
import { count, points } from './messages.ts';

/** The texts of settings, progress and notices, which are loaded when they are opened. */
export const moreMessages = {
  topBar: {
    inGrading: (title: string) => `${title} is being graded`,
    points,
    pointsWord: (number: number) => (number === 1 ? 'point' : 'points'),
    neighbours: 'Before and after this assignment',
    previous: 'Previous assignment',
    next: 'Next assignment',
    back: 'Previous',
    on: 'Next',
    upNext: 'Up next',
    allSolved: 'All assignments solved',
    solved: 'Assignments solved',
    ofAll: (number: number, all: number) => `${number} of ${all}`,
  },

  connection: {
    offline: 'You are offline. What you write is saved in this browser.',
    lost: 'No connection to the server. Trying again… Your code is saved in this browser.',
    ended:
      'You are no longer signed in: this session was ended, or its user was deleted. What you typed is saved in this browser.',
    startAsNewUser: 'Start as a new user',
    enterCode: 'Enter a code',
    startFailed: 'That did not work. Try again in a moment.',
    newSession: 'You continue as a new user. Your code is still here.',
  },

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
    handoutWidth: 'Width of the task',
    resetBorders: 'Reset the layout',
    you: 'You',
    userId: 'Your user ID. It is not secret: give it to your teacher when asked.',
    copyUser: 'Copy your user ID',
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    meanings: {
      handIn: 'Hand in',
      run: 'Run',
      tryExamples: 'Try the examples',
      save: 'Save now; typing saves, too',
      next: 'Next assignment, once this one is solved',
      search: 'Find an assignment',
      toggleList: 'Show or hide the list of assignments',
      close: 'Close what is open over the page',
      help: 'Show these shortcuts',
    } satisfies Record<PageShortcut, string>,
    inEditor: 'In the editor',
    editorMeanings: {
      comment: 'Comment or uncomment lines',
      find: 'Find and replace',
      undo: 'Undo',
      nextProblem: 'Go to the next problem',
      leaveEditor: 'Leave the editor',
    } satisfies Record<EditorShortcut, string>,
    /** Of the keys whose names in `aria-keyshortcuts` are not what stands on them. */
    keyNames: (mac: boolean) => ({
      Control: mac ? '⌃' : 'Ctrl',
      Meta: '⌘',
      Alt: mac ? '⌥' : 'Alt',
      Shift: mac ? '⇧' : 'Shift',
      ArrowRight: '→',
      Escape: 'Esc',
    }),
    hints: {
      handIn: 'Send your code to be graded. Only this counts for points.',
      run: (fileName = 'your file') => `Run ${fileName} in your browser.`,
      tryExamples: 'Run the visible tests in your browser. This gives no points.',
    },
    characterKeys: 'Use single characters, such as ?, as shortcuts outside of text',
  },

  drafts: {
    notSaved:
      'Your browser cannot save your code. It stays here until you close or reload this page.',
    waiting: 'Saved in this browser. It will sync automatically.',
    refused: 'Saved in this browser only: the server did not accept this draft.',
    filesChanged:
      'Saved in this browser only: the files of this assignment have changed. Reload the page to continue with your code.',
    archived: 'Saved in this browser only: this course is archived.',
    saved: {
      server: 'Saved',
      browser: 'Saved in this browser',
      nowhere: 'Not saved',
    } satisfies Record<StoredAt, string>,
  },

  nickname: {
    label: 'Nickname',
    hint: 'The top of the page shows it, to you alone: neither teachers nor other students see it. Leave it empty to have none.',
    save: 'Save',
    saved: 'Saved. The top of the page shows it.',
    removed: 'Saved. You have no nickname.',
    malformed:
      'A nickname has at most 30 characters, one of them visible, and no line breaks or other control characters.',
    refused: (detail: string) => `That was not saved: ${detail}`,
    away: 'The server cannot be reached. Try again in a moment.',
    shown: 'Your nickname:',
  },

  returning: {
    title: 'Been here before?',
    text: 'There is no earlier work of yours in this browser, so you start without points. To go on with earlier work:',
    ways: [
      'If you wrote down a recovery key, enter it below.',
      'If that work is open on another device or in another browser, open the settings there, press “Continue on another device”, and enter the code here.',
    ],
    account: 'If you have an account with a mail address:',
    signIn: 'sign in',
  },

  stored: {
    title: 'What this site stores about you',
    items: [
      'What you type and hand in, its results and points, and when. If you have no account: under a random ID, without your name.',
      'The nickname that you chose, if you chose one.',
      'If you have an account: your mail address, and the name, student number and group that your school gave.',
      'Notes and other dates that teachers gave you, and which teacher opened your page.',
      'Where you are signed in: browser and system, but no network address.',
      'In this browser: a cookie that signs you in, your settings, and what you typed.',
      'Teachers of a course see your work in it. Other students do not.',
      'Your school can give you all of it, correct it, and delete it: ask your teacher, and name your user ID.',
    ],
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
