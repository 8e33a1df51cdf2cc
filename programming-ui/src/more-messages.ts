import type { Outcome, SubmissionStatus, Verdict } from '@touchstone/contracts';
import type { RunPhase } from './features/run/run.ts';
import type { Theme } from './features/theme/kept-theme.ts';
import { count, points } from './messages.ts';

/** The texts of what is loaded on demand, apart from those that every visit loads. */
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
    openTextEnded:
      'This browser then shows that work. If it is your own, what you typed here goes on with it.',
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

  sessions: {
    title: 'Where you are signed in',
    list: 'Browsers in which you are signed in',
    loading: 'Looking…',
    failed: 'The list could not be read.',
    again: 'Try again',
    unknown: 'Another program or browser',
    here: 'this browser',
    since: (when: string) => `since ${when}`,
    lastUsed: (when: string) => `last used ${when}`,
    end: 'End',
    endLabel: (description: string, when: string) => `End ${description}, last used ${when}`,
    endOthers: 'End all others',
    signOut: 'Sign out here',
    signOutText:
      'You can come back only with a recovery key, or with a code from another device. What you typed stays in this browser.',
    signOutNow: 'Sign out',
    stay: 'Stay',
    ended: 'Ended. That browser can no longer see or change your work.',
    endedOthers: 'Ended. Only this browser is signed in now.',
    notEnded: 'That did not work. Try again in a moment.',
  },

  handout: {
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
  },

  drafts: {
    conflict: 'Two versions of this program',
    conflictText: (at: string) =>
      `You went on with this program on another device or in another tab (${at}). Both versions are kept until you choose.`,
    showTheirs: 'Show the other version',
    keepMine: 'Keep the one below',
    takeTheirs: 'Take the other one',
  },

  run: {
    phase: {
      ready: '',
      loading: 'Getting Python ready…',
      running: 'Running…',
      asking: 'The program asks for input.',
      trying: 'Trying the examples…',
      stopping: 'Stopping…',
      unavailable: 'Python could not be loaded. Check your connection, then press Run again.',
    } satisfies Record<RunPhase['kind'], string>,
    none: 'Run your program here',
    noneHint:
      'Run starts your file in the browser and shows here what it prints. Nothing is handed in.',
    answerHere: 'When it asks for input, you answer here.',
    answerBefore: 'Answers for input() are typed before it runs: there is a box for them then.',
    downloading: (received: string, total: string) =>
      `Python is being downloaded, once: ${received} of ${total}. You can hand in meanwhile.`,
    downloadBar: 'Download of Python',
    megabytes: (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`,
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
    typedLabel: 'Answers for input(), one per line',
    typedHint:
      'Here input() cannot wait for you. Type the answers first, one per line, then press Run.',
    noMoreInput:
      'Your program calls input(), and no answer is left. Type the answers in the box above, one per line, then press Run again.',
    done: 'The program has ended.',
    stopped: 'Stopped.',
    ended: 'The program did not heed Stop, so Python was ended. Run starts it anew.',
    endedAtOnce:
      'Stopped. This browser cannot stop a program alone, so Python was ended with it. Run starts Python again.',
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
    none: 'No result yet',
    noneHint: 'Hand in your code, and each test tells you here whether it holds.',
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
    earned: (number: number) => `+${points(number)}`,
    /** From handing in to the result on this page. */
    waited: (milliseconds: number) =>
      milliseconds < 1000
        ? `you waited ${Math.round(milliseconds)} ms`
        : `you waited ${(milliseconds / 1000).toFixed(1)} s`,
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

  history: {
    list: 'What you handed in, newest first',
    none: 'Nothing handed in yet',
    noneHint: 'Each program that you hand in is kept here: to compare, and to take back.',
    failed: 'Your history could not be read.',
    oneFailed: 'This submission could not be read.',
    again: 'Try again',
    more: 'Show earlier ones',
    status: {
      queued: 'Waiting to be graded',
      grading: 'Being graded',
      graded: 'Graded',
    } satisfies Record<SubmissionStatus, string>,
    shown: 'shown under Results',
    takeBack: 'Take into the editor',
    showResult: 'Show its result',
    comparedWith: 'Compared with',
    editor: 'the editor as it is now',
    starter: 'the starter code',
    option: (when: string, sentence: string) => `${when} · ${sentence}`,
    diff: 'Differences, line by line',
    noDifference: 'The same, line for line.',
    lineKinds: { removed: 'removed:', added: 'added:' },
    gap: (lines: number) => count(lines, 'equal line', 'equal lines'),
    past: (when: string) => `The result of ${when}`,
    showNewest: 'Show the newest',
  },

  progress: {
    title: 'Your progress',
    solvedWord: (number: number) => (number === 1 ? 'assignment solved' : 'assignments solved'),
    goOn: 'Where to go on',
    goOnWith: 'Go on with',
    begin: 'Begin with',
    open: 'Open',
    days: 'Your days',
    noDays: 'A day on which you hand something in gets a mark here.',
    activeDays: (days: number, weeks: number) =>
      `You were here on ${count(days, 'day', 'days')} of the last ${weeks} weeks.`,
    day: (day: string, submissions: number, solved: number) =>
      `${day}: handed in ${count(submissions, 'time', 'times')}${solved === 0 ? '' : `, ${solved} solved`}`,
    tried: 'handed in',
    solvedThatDay: 'solved something new',
    asList: 'As a list',
    parts: 'Part by part',
  },

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
