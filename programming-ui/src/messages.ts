import type { Verdict } from '@touchstone/contracts';
import type { CodeFault } from './features/hand-in/code-check.ts';
import type { WaitReason } from './features/hand-in/answers.ts';

/** `1 test`, `2 tests`. */
export const count = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? one : many}`;

export const points = (number: number): string => count(number, 'point', 'points');

/**
 * Every text that the page shows before anything is loaded on demand; more-messages.ts has the others.
 * A second language is a second pair of objects of these shapes.
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
    nothingFound: 'No assignment matches.',
    allSolved: 'Nothing left to solve here.',
    clear: 'Show all',
  },

  handout: {
    region: 'Handout',
    position: (position: number, all: number) => `Assignment ${position} of ${all}`,
    points,
    solved: 'Solved',
    copyExample: 'Copy this example',
    forgeable: 'The tests run together with the program here, so a result can be forged.',
  },

  bench: {
    views: 'Parts of the workbench',
    panels: 'What your program came to',
    code: 'Code',
    handoutBorder: 'Border between handout and code',
    resultsBorder: 'Border between code and results',
  },

  editor: {
    region: 'Editor',
    label: 'Your code',
    hint: 'Esc, then Tab leaves the editor.',
    plainHint: 'The full editor could not be loaded; this plain one works as well.',
    reset: 'Reset to starter',
    undoReset: 'Undo reset',
    resetDone: 'The starter code is back. Your code can be brought back with “Undo reset”.',
    undo: 'Undo',
    resetUndone: 'Your code is back.',
    tookBack: 'That program is in the editor. “Undo” brings yours back.',
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
    /** The editor's own words, by what it calls them. */
    phrases: {
      Find: 'Find',
      Replace: 'Replace with',
      next: 'Next',
      previous: 'Previous',
      all: 'All',
      'match case': 'Match case',
      'by word': 'Whole words',
      regexp: 'Pattern',
      replace: 'Replace',
      'replace all': 'Replace all',
      close: 'Close',
      'current match': 'current match',
      'replaced $ matches': 'replaced $ matches',
      'replaced match on line $': 'replaced match on line $',
      'on line': 'on line',
      Completions: 'Suggestions',
      Diagnostics: 'Marked lines',
      'No diagnostics': 'No marked lines',
    },
    draftNotKept:
      'Your browser does not let this page keep your code. It stays here until you close or reload the page.',
  },

  drafts: {
    waiting: 'Kept in this browser; it reaches the server by itself.',
    refused: 'Kept in this browser only: the server does not take this program as a draft.',
  },

  handIn: {
    button: 'Hand in',
    cancel: 'Cancel',
    shortcut: (mac: boolean) => (mac ? '⌘ Enter' : 'Ctrl Enter'),
    sending: 'Handing in…',
    queuedFirst: 'Queued, you are next…',
    queued: (before: number) => `Queued, ${before} before you`,
    queuedUnknown: 'Queued…',
    grading: 'Being graded…',
    other:
      'An earlier submission of yours is still being graded. This one is handed in by itself when that is done.',
    reconnecting: 'The connection was lost and is coming back by itself; your submission is safe.',
    waiting: {
      offline: 'You are offline. Your code is kept, and is handed in as soon as you are back.',
      'no-answer':
        'The server does not answer. Your code is kept, and is handed in as soon as it does.',
      'rate-limited': 'That was a lot at once. Your code is kept, and is handed in by itself.',
      'queue-full': 'The queue is full right now. Your code is handed in by itself in a moment.',
      'storage-full':
        'The server is almost out of disk space and can take nothing in. Your code is kept in this browser, and is handed in by itself.',
      'server-trouble': 'The server has a problem. Your code is kept, and is handed in by itself.',
    } satisfies Record<WaitReason, string>,
    retryIn: (seconds: number) =>
      seconds < 120 ? `Next try in ${seconds} s.` : `Next try in ${Math.ceil(seconds / 60)} min.`,
    submissionLost: 'The server no longer knows that submission. Please hand in again.',
    refused: {
      'too-large': 'Your code is larger than 64 KiB. Make it shorter, then hand in again.',
      'nul-character':
        'Your code contains a NUL character, which Python does not accept. Remove it, then hand in again.',
      'lone-surrogate':
        'Your code contains half of a character (a lone surrogate). Remove it, then hand in again.',
      'assignment-gone':
        'This assignment is no longer part of the course. Reload the page to see the course as it is now.',
    } satisfies Record<CodeFault | 'assignment-gone', string>,
    refusedOther: (detail: string) => `The server did not accept this: ${detail}`,
    requestId: (id: string) => `If you report it, name this request: ${id}`,
  },

  run: {
    console: 'Console',
    button: 'Run',
    buttonHint: (mac: boolean) =>
      `Run your file here in the browser (${mac ? '⌘ Shift Enter' : 'Ctrl Shift Enter'})`,
    examplesButton: 'Try the examples',
    examplesHint: 'Run the tests that you may see here in the browser. It gives no points.',
    stop: 'Stop',
    stopHint: 'Stop the program',
    onlyServer: 'Only handing in gives points.',
  },

  results: {
    region: 'Results',
    verdict: {
      passed: 'Solved: every test holds.',
      failed: 'Not there yet.',
      'syntax-error': 'Python cannot read this file.',
      'runtime-error': 'The file stops before the tests can start.',
      timeout: 'It took too long.',
      'memory-limit': 'It used too much memory.',
      'output-limit': 'It printed too much.',
      'internal-error': 'Something broke on our side.',
    } satisfies Record<Verdict, string>,
    testsHold: (passed: number, all: number) =>
      passed === all
        ? count(all, 'test holds', 'tests hold')
        : `${passed} of ${count(all, 'test holds', 'tests hold')}`,
  },

  history: { region: 'History' },

  notice: {
    offline: 'You are offline. Go on writing: your code is kept in this browser.',
    lost: 'No connection to the server. The page tries again by itself; your code is kept.',
    ended:
      'You are no longer signed in here: this session was ended, or its user was deleted. What you typed is kept in this browser.',
    startAnew: 'Start as a new user',
    enterCode: 'Enter a code',
    startFailed: 'The server does not answer. Try again in a moment.',
    newSession: 'You go on as a new user. Your code is still here.',
  },

  /** What is fetched on demand, by the names that a sentence calls it when it does not come. */
  parts: {
    failed: (name: string) => `${name} could not be loaded.`,
    offline: 'You are offline. The page tries again when you are back.',
    reload: 'Reload',
    page: 'This page',
    progress: 'Your progress',
    courses: 'The list of courses',
    settings: 'Settings',
    hints: 'Hints',
    solution: 'The model solution',
    conflict: 'The choice between your two versions',
    results: 'Results',
    past: 'The date of this earlier result',
    console: 'Console',
    history: 'History',
  },

  loading: 'Loading…',
  offlineNotOpened:
    'You are offline, and this assignment was not opened here before. It comes when you are back.',
  loadingWaits: 'The server does not answer. It is asked again by itself.',
};
