import type { Outcome, Verdict } from '@touchstone/contracts';
import type { Theme } from './features/theme/theme.ts';
import type { CodeFault } from './features/hand-in/code-check.ts';
import type { WaitReason } from './features/hand-in/hand-in.ts';
import type { RunPhase } from './features/run/run.ts';

/** `1 test`, `2 tests`. */
const count = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? one : many}`;

const points = (number: number): string => count(number, 'point', 'points');

/** Every text that the page shows. A second language is a second object of this shape. */
export const messages = {
  appName: 'Touchstone',
  pageTitle: (...parts: string[]) => [...parts, 'Touchstone'].join(' · '),
  skipToAssignment: 'Skip to the assignment',
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
    openList: 'Assignments',
    openSettings: 'Settings',
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
    layout: 'Workbench',
    handoutWidth: 'Width of the handout',
    resetBorders: 'Put the borders back',
    keysTitle: 'Keys in the editor',
    keys: (mac: boolean): [string, string][] => {
      const command = mac ? '⌘' : 'Ctrl';
      return [
        [`${command} Enter`, 'Hand in'],
        [`${command} /`, 'Turn lines into comments, and back'],
        [`${command} F`, 'Find and replace'],
        [`${command} Z`, 'Undo'],
        ['F8', 'Go to the next marked line'],
        ['Esc, Tab', 'Leave the editor'],
      ];
    },
    you: 'You',
    userId: 'Your user id. It is no secret; tell it to your teacher when asked.',
    copyUser: 'Copy your user id',
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
    hints: 'Hints',
    hintsAfterTry: (number: number) =>
      number === 1
        ? 'There is a hint for when you have tried once.'
        : `There are ${number} hints for when you have tried once.`,
    firstHint: (number: number) => (number === 1 ? 'Show the hint' : 'Show the first hint'),
    nextHint: (left: number) => (left === 1 ? 'Show the last hint' : 'Show the next hint'),
    hintNumber: (number: number) => `Hint ${number}`,
    solution: 'The model solution',
    showSolution: 'Show the model solution',
    solutionFailed: 'It could not be read. Please try again.',
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
    resetUndone: 'Your code is back.',
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
    conflict: 'Two versions of this program',
    conflictText: (at: string) =>
      `You went on with this program on another device or in another tab (${at}). Both versions are kept until you choose.`,
    showTheirs: 'Show the other version',
    keepMine: 'Keep the one below',
    takeTheirs: 'Take the other one',
    waiting: 'Kept in this browser; it reaches the server by itself.',
    refused: 'Kept in this browser only: the server does not take this program as a draft.',
  },

  devices: {
    title: 'Other devices',
    makeCode: 'Continue on another device',
    makeKey: 'Make a recovery key',
    codeText: 'On the other device, open this page and its settings, and type this code there:',
    keyText:
      'Write this key down and keep it safe: it brings you back to your work when this browser is lost. It is shown only now, and an older key no longer works.',
    expiresIn: (seconds: number) =>
      `Good once, for ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} more.`,
    expired: 'This code is too old now. Ask for a new one.',
    haveCode: 'Code or recovery key from before',
    open: 'Go on',
    openText:
      'This browser then shows that work. What was done here stays with the user it has now: make a recovery key first if you may want it back.',
    malformed: 'A code has 8 letters and digits, a recovery key 26.',
    invalid:
      'That code is unknown, used or too old. Ask for a new one on the device that you come from.',
    tooMany: 'Too many tries. Wait a minute, then try again.',
    away: 'The server does not answer. Try again in a moment.',
    failed: (detail: string) => `That did not work: ${detail}`,
    offerLabel: 'Recovery key',
    offer: 'You have points now. A recovery key brings them back if this browser is ever lost.',
    offerMake: 'Make one',
    offerDismiss: 'Not now',
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
      'rate-limited': 'That was a lot at once. Your code is handed in by itself in a moment.',
      'queue-full': 'The queue is full right now. Your code is handed in by itself in a moment.',
      'server-trouble': 'The server has a problem. Your code is kept, and is handed in by itself.',
    } satisfies Record<WaitReason, string>,
    retryIn: (seconds: number) => `next try in ${seconds} s`,
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
    phase: {
      ready: '',
      loading: 'Getting Python ready…',
      running: 'Running…',
      asking: 'The program asks for input.',
      trying: 'Trying the examples…',
      stopping: 'Stopping…',
      unavailable: 'Python could not be loaded. Check your connection, then press Run again.',
    } satisfies Record<RunPhase['kind'], string>,
    downloading: (received: string, total: string) =>
      `Python is being downloaded, once: ${received} of ${total}. You can hand in meanwhile.`,
    downloadBar: 'Download of Python',
    megabytes: (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`,
    none: 'Run your program here',
    noneHint:
      'Run starts your file in the browser and shows here what it prints; when it asks for input, you answer here. Nothing is handed in.',
    onlyServer: 'Only handing in gives points.',
    pythons: (browser: string, grader: string | null) =>
      grader === null
        ? `Python ${browser} here; the server has not named the one that grades.`
        : `Python ${browser} here, ${grader} on the server.`,
    newerSyntax: {
      title: (grader: string) => `The server’s Python ${grader} cannot read this:`,
      line: (line: number) => `Line ${line}`,
      fString:
        'Inside the braces of an f-string stand its own quotes, a backslash, a comment or a line break.',
      since: (what: string, since: string) => `${what}: since Python ${since}`,
    },
    log: 'What the program prints and you type',
    cut: 'Earlier lines are no longer kept.',
    inputLabel: 'Input for the program',
    promptLabel: 'Python prompt',
    enter: 'Enter',
    promptHint: 'Your file is loaded: type an expression, such as the name of a variable.',
    typedLabel: 'Lines for input(), one below the other',
    typedHint:
      'This browser, or an address without https, lets no program wait for you. Type beforehand what input() is to get.',
    done: 'The program has ended.',
    stopped: 'Stopped.',
    ended: 'The program did not heed Stop, so Python was ended. Run starts it anew.',
    crashed: 'Python itself has ended. A function that calls itself without end can do that.',
    filesMissing:
      'The server does not answer, so files of this assignment that your program may want to read are missing.',
    goToLine: (line: string) => `Go to line ${line}`,
    examples: {
      title: 'Examples',
      none: 'This assignment shows no tests; only handing in tells.',
      holds: 'All examples hold. Hand in to get the points.',
      timeout: (seconds: number) =>
        `The examples did not come to an end within ${seconds} s. Is there a loop that never ends?`,
      hiddenToo: 'The server may run further tests.',
      libraries: (names: string) => `The browser’s Python has no ${names}; the server’s has.`,
    },
  },

  results: {
    region: 'Results',
    none: 'No result yet',
    noneHint: 'Hand in your code, and each test tells you here whether it holds.',
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
    explain: {
      passed: null,
      failed: null,
      'syntax-error': null,
      'runtime-error': 'Python runs the whole file before the tests start, and stopped on the way.',
      timeout:
        'The usual cause is a loop that never ends, or input() that waits for more than there is.',
      'memory-limit': 'The usual cause is a list or string that grows without end.',
      'output-limit': 'The usual cause is a print() inside a loop that never ends.',
      'internal-error': 'It was not your code. Please hand in again.',
    } satisfies Record<Verdict, string | null>,
    testsHold: (passed: number, all: number) =>
      passed === all
        ? count(all, 'test holds', 'tests hold')
        : `${passed} of ${count(all, 'test holds', 'tests hold')}`,
    earned: (number: number) => `+${points(number)}`,
    gradedIn: (milliseconds: number) =>
      milliseconds < 1000
        ? `graded in ${Math.round(milliseconds)} ms`
        : `graded in ${(milliseconds / 1000).toFixed(1)} s`,
    changedSince: 'You have changed your code since.',
    outcome: {
      passed: 'holds',
      failed: 'fails',
      error: 'stops with an error',
      skipped: 'was skipped',
    } satisfies Record<Outcome, string>,
    call: 'Called',
    expected: 'Expected',
    actual: 'Got',
    line: (line: number, code: string) => `Go to line ${line}: ${code}`,
    way: 'How Python came there, the last line is where it stopped:',
    pythonSaid: 'Python calls it',
    passedTests: (number: number) => count(number, 'other test holds', 'other tests hold'),
    skippedTests: (number: number) =>
      count(number, 'other test did not run', 'other tests did not run'),
    printed: 'Printed',
    terminal: 'In the terminal, with what was typed',
    hint: 'Hint',
    hidden: 'The details of this test are kept hidden by your teacher.',
    /** A test's share of the assignment's points, where that of most is 1. */
    testPoints: (number: number) => `counts ${number}×`,
    output: 'What the program printed',
    next: 'Next assignment',
    allSolved: 'Nothing is left: you have solved the whole course.',
  },

  notice: {
    offline: 'You are offline. Go on writing: your code is kept in this browser.',
    lost: 'No connection to the server. The page tries again by itself; your code is kept.',
    newSession:
      'The server no longer knew you, so you go on as a new user. Your code is still here.',
  },

  loading: 'Loading…',
  loadingWaits: 'The server does not answer. It is asked again by itself.',
  failed: {
    title: 'This page could not be loaded',
    again: 'Try again',
  },
  notFound: {
    title: 'There is nothing at this address',
    text: 'The link may be old, or a letter may be missing.',
    home: 'Go to your current assignment',
  },
  unknownAssignment: {
    title: 'This course has no such assignment',
    text: 'It may have been renamed or taken out of the course.',
  },
  unknownCourse: {
    title: 'There is no such course here',
    text: 'These courses are:',
  },
  noCourses: {
    title: 'No course is loaded yet',
    text: 'Are you the teacher? Load a course folder with this command, then reload this page:',
    command: 'npx --no-install touchstone course load courses/first-steps',
  },
  noAssignments: {
    title: 'This course has no assignments yet',
    text: 'Are you the teacher? List them under “parts” in course.yaml, then load the course again:',
    command: (course: string) => `npx --no-install touchstone course load courses/${course}`,
  },
};
