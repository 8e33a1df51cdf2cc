import type { Verdict } from '@touchstone/contracts';
import type { CodeFault } from './features/hand-in/code-check.ts';
import type { WaitReason } from './features/hand-in/answers.ts';

/** `1 test`, `2 tests`. */
export const count = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? one : many}`;

export const points = (number: number): string => count(number, 'point', 'points');

/**
 * Every text that the page shows before anything is loaded on demand. workbench-messages.ts has those
 * of the workbench's other parts, account-messages.ts those about accounts, teach-messages.ts and
 * class-messages.ts those of the pages for teachers, more-messages.ts the rest. A second language is six more
 * objects of these shapes.
 */
export const messages = {
  appName: 'Touchstone',
  pageTitle: (...parts: string[]) => [...parts, 'Touchstone'].join(' · '),
  skipToAssignment: 'Skip to the assignment',
  skipToPage: 'Skip to the page',
  close: 'Close',
  dismiss: 'Dismiss',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not copy',

  topBar: {
    label: 'Course and progress',
    course: 'Course',
    current: 'Up next',
    allSolved: 'All assignments solved',
    points,
    pointsWord: (number: number) => (number === 1 ? 'point' : 'points'),
    progress: 'Your progress',
    openList: 'Assignments',
    openSettings: 'Settings',
  },

  list: {
    label: 'Assignments',
    filter: 'Find an assignment',
    filterPlaceholder: 'Find by title or number',
    unsolvedOnly: 'Unsolved only',
    solvedMark: 'solved',
    progress: (solved: number, all: number) => `${solved} of ${all} solved`,
    partProgress: (solved: number, all: number) => `${solved}/${all}`,
    nothingFound: 'No assignments found.',
    allSolved: 'You have solved them all.',
    clear: 'Show all',
  },

  handout: {
    region: 'Handout',
    position: (position: number, all: number) => `Assignment ${position} of ${all}`,
    points,
    solved: 'Solved',
    copyExample: 'Copy this example',
    forgeable: 'The tests run in one process with your program, so a result can be forged.',
  },

  bench: {
    views: 'Views',
    panels: 'Output',
    code: 'Code',
    handoutBorder: 'Border between handout and code',
    resultsBorder: 'Border between code and results',
  },

  editor: {
    region: 'Editor',
    label: (fileName?: string) =>
      fileName === undefined ? 'Your code' : `Your code in ${fileName}`,
    hint: 'Press Esc, then Tab to leave the editor.',
    plainHint: 'The full editor could not be loaded. You can use this plain one.',
    reset: 'Reset to starter',
    undoReset: 'Undo reset',
    resetDone: 'The starter code is back. “Undo reset” brings your code back.',
    undo: 'Undo',
    resetUndone: 'Your code is back.',
    restored: 'That version is in the editor now.',
    undoRestore: '“Undo” brings yours back.',
    search: 'Find and replace',
    keyRow: 'Keys',
    keys: [
      { text: 'Tab', label: 'Tab', types: '\t' },
      { text: ':', label: 'Colon', types: ':' },
      { text: '(', label: 'Opening parenthesis', types: '(' },
      { text: ')', label: 'Closing parenthesis', types: ')' },
      { text: '[', label: 'Opening bracket', types: '[' },
      { text: ']', label: 'Closing bracket', types: ']' },
      { text: "'", label: 'Quote', types: "'" },
    ],
    draftNotSaved:
      'Your browser cannot save your code. It stays here until you close or reload this page.',
  },

  drafts: {
    waiting: 'Saved in this browser. It will sync automatically.',
    refused: 'Saved in this browser only: the server did not accept this draft.',
    filesChanged:
      'Saved in this browser only: the files of this assignment have changed. Reload the page to continue with your code.',
    archived: 'Saved in this browser only: this course is archived.',
  },

  handIn: {
    button: 'Hand in',
    archived: 'This course is archived. You can read and run, but not hand in.',
    cancel: 'Cancel',
    shortcut: (mac: boolean) => (mac ? '⌘ Enter' : 'Ctrl Enter'),
    sending: 'Handing in…',
    queuedFirst: 'Queued, you are next…',
    queued: (before: number) => `Queued, ${before} ahead of you`,
    queuedUnknown: 'Queued…',
    grading: 'Grading…',
    other: 'An earlier submission of yours is still being graded. This one follows automatically.',
    reconnecting: 'Connection lost. Reconnecting… Your submission is safe.',
    waiting: {
      offline:
        'You are offline. Your code is saved and will be handed in when you are back online.',
      'no-answer':
        'The server cannot be reached. Your code is saved and will be handed in automatically.',
      'rate-limited':
        'Too many submissions right now. Your code is saved and will be handed in automatically.',
      'queue-full': 'The queue is full. Your code is saved and will be handed in automatically.',
      'storage-full':
        'The server is almost out of disk space. Your code is saved and will be handed in automatically.',
      'server-trouble':
        'The server has a problem. Your code is saved and will be handed in automatically.',
    } satisfies Record<WaitReason, string>,
    retryIn: (seconds: number) =>
      seconds < 120 ? `Next try in ${seconds} s.` : `Next try in ${Math.ceil(seconds / 60)} min.`,
    submissionLost: 'The server no longer has that submission. Please hand in again.',
    refused: {
      'too-large': 'Your code is larger than 64 KiB. Shorten it, then hand in again.',
      'nul-character':
        'Your code contains a NUL character, which Python does not accept. Remove it, then hand in again.',
      'lone-surrogate':
        'Your code contains half a character (a lone surrogate). Remove it, then hand in again.',
      'assignment-closed':
        'This assignment is closed, so this was not accepted. Your code is still here.',
      'assignment-gone':
        'This assignment is no longer part of the course. Reload the page to see the current course.',
      'files-changed':
        'The files of this assignment have changed. Your code is saved. Reload the page, then hand in again.',
    } satisfies Record<
      | Exclude<CodeFault['kind'], 'too-large-together'>
      | 'assignment-gone'
      | 'assignment-closed'
      | 'files-changed',
      string
    >,
    tooLargeTogether: (bytes: number) =>
      `Your files have ${(bytes / 1024).toFixed(1)} KiB together; 64 KiB are allowed. Shorten them, then hand in again.`,
    refusedOther: (detail: string) => `The server did not accept your code: ${detail}`,
    requestId: (id: string) => `If you report this, include the request ID: ${id}`,
  },

  run: {
    console: 'Console',
    button: 'Run',
    buttonHint: (mac: boolean, fileName = 'your file') =>
      `Run ${fileName} in your browser (${mac ? '⌘ Shift Enter' : 'Ctrl Shift Enter'})`,
    examplesButton: 'Try the examples',
    examplesHint: 'Run the visible tests in your browser. This gives no points.',
    stop: 'Stop',
    stopHint: 'Stop the program',
    onlyServer: 'Only Hand in counts for points.',
  },

  results: {
    region: 'Results',
    verdict: {
      passed: 'Solved. All tests pass.',
      failed: 'Not there yet.',
      'syntax-error': 'Python cannot read this file.',
      'runtime-error': 'Your program stopped before the tests could start.',
      timeout: 'Your program took too long.',
      'memory-limit': 'Your program used too much memory.',
      'output-limit': 'Your program printed too much.',
      'internal-error': 'The server has a problem.',
    } satisfies Record<Verdict, string>,
    testsPassed: (passed: number, all: number) =>
      `${passed} of ${count(all, 'test', 'tests')} passed`,
  },

  history: { region: 'History' },

  notice: {
    offline: 'You are offline. Keep writing: your code is saved in this browser.',
    lost: 'No connection to the server. Trying again… Your code is saved in this browser.',
    ended:
      'You are no longer signed in: this session was ended, or its user was deleted. What you typed is saved in this browser.',
    startAsNewUser: 'Start as a new user',
    enterCode: 'Enter a code',
    startFailed: 'That did not work. Try again in a moment.',
    newSession: 'You continue as a new user. Your code is still here.',
  },

  /** The names of parts that are loaded on demand, for the message that one could not be loaded. */
  parts: {
    failed: (name: string) => `${name} could not be loaded.`,
    offline: 'You are offline. The page tries again when you are back online.',
    reload: 'Reload',
    page: 'This page',
    courses: 'The list of courses',
    list: 'The list of assignments',
    settings: 'Settings',
    hints: 'Hints',
    solution: 'The model solution',
    editor: 'The editor',
    conflict: 'The choice between your two versions',
    results: 'Results',
    past: 'The date of this earlier result',
    console: 'Console',
    history: 'History',
  },

  loading: 'Loading…',
  offlineNotOpened:
    'You are offline, and this assignment was not opened here before. It loads when you are back online.',
  loadingRetries: 'The server is not available. Trying again…',
};
