import type { Outcome, SubmissionStatus, Verdict } from '@touchstone/contracts';
import type { Repair } from './features/editor/paste/repair-paste.ts';
import { count, points } from './messages.ts';

/** What a pasted text now is without, or has. */
const pasteRepairs = {
  'line-numbers': 'without its line numbers',
  prompts: 'without its >>> prompts',
  'prompts-and-continuations': 'without its >>> and ... prompts',
  quotes: 'with straight quotes',
  spaces: 'with plain spaces for no-break spaces',
  tabs: 'with spaces for tabs',
} satisfies Record<Repair, string>;

const linesLeftOut = (lines: number): string =>
  lines === 1
    ? 'without 1 line that looks like output'
    : `without ${lines} lines that look like output`;

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** The texts of the workbench's parts that are loaded on demand. */
export const workbenchMessages = {
  list: {
    filter: 'Find an assignment',
    filterPlaceholder: 'Find by title or number',
    clearFilter: 'Clear the search',
    unsolvedOnly: 'Unsolved only',
    solvedMark: 'solved',
    triedMark: 'tried',
    gradingMark: 'being graded',
    progress: (solved: number, all: number) => `${solved} of ${all} solved`,
    partProgress: (solved: number, all: number) => `${solved}/${all}`,
    nothingFound: 'No assignments found.',
    allSolved: 'You have solved them all.',
    clear: 'Show all',
  },

  handout: {
    hints: 'Hints',
    hintsAfterTry: (number: number) =>
      number === 1
        ? '1 hint, available after your first try.'
        : `${number} hints, available after your first try.`,
    firstHint: (number: number) => (number === 1 ? 'Show the hint' : 'Show the first hint'),
    nextHint: (left: number) => (left === 1 ? 'Show the last hint' : 'Show the next hint'),
    hintNumber: (number: number) => `Hint ${number}`,
    solution: 'The model solution',
    showSolution: 'Show the model solution',
    solutionFailed: 'It could not be loaded. Please try again.',
  },

  givenPoints: {
    title: 'Points from a teacher',
    counts: (number: number) => `A teacher has given you ${points(number)} for this assignment.`,
    earned: (number: number) =>
      number === 0
        ? 'Your programs have earned no points so far.'
        : `They count in the place of the ${points(number)} that your programs have earned.`,
    reason: (words: string) => `Reason: ${words}`,
  },

  editor: {
    paste: {
      /** @param leftOut how many lines of a copied session were taken for output */
      repaired: (repairs: readonly Repair[], leftOut: number) =>
        `Pasted ${listed([...repairs.map((repair) => pasteRepairs[repair]), ...(leftOut > 0 ? [linesLeftOut(leftOut)] : [])])}.`,
      undo: 'Undo',
      undone: 'The pasted text is as you copied it.',
    },
    keyRow: 'Keys',
    /** Keys that do something, by their names or signs. */
    commands: {
      indent: { sign: 'Tab', label: 'Tab' },
      outdent: { sign: '⇤', label: 'Outdent' },
      undo: { sign: '↶', label: 'Undo' },
    },
    /** Keys that type what they show. */
    keys: {
      ':': 'Colon',
      '(': 'Opening parenthesis',
      ')': 'Closing parenthesis',
      '"': 'Double quote',
      "'": 'Quote',
      '=': 'Equals sign',
      _: 'Underscore',
      '[': 'Opening bracket',
      ']': 'Closing bracket',
      '{': 'Opening brace',
      '}': 'Closing brace',
      '#': 'Hash',
      '<': 'Less than',
      '>': 'Greater than',
    },
    /** The editor's own texts, by CodeMirror's English phrases. */
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
      Diagnostics: 'Problems',
      'No diagnostics': 'No problems',
    },
  },

  files: {
    label: 'Files',
    readOnly: ' read-only',
    marked: ' with a marked line',
    loading: 'Loading…',
    failed: 'This file could not be loaded.',
    again: 'Try again',
    download: 'Download',
    readHere: 'You can read this file, but not change it. Your program can open or import it.',
    notText: 'This file is not text, so it can only be downloaded. Your program can open it.',
    cut: (shown: string, size: string) =>
      `These are the first ${shown} of ${size}. The download has all of it.`,
    content: (name: string) => `Text of ${name}`,
    bytes: (bytes: number) => {
      if (bytes < 1024) return count(bytes, 'byte', 'bytes');
      const kib = bytes / 1024;
      return kib < 1024
        ? `${Number(kib.toFixed(1))} KiB`
        : `${Number((kib / 1024).toFixed(1))} MiB`;
    },
  },

  drafts: {
    conflict: 'Two versions of this program',
    conflictText: (at: string) =>
      `You also changed this program in another tab or on another device (${at}). Both versions are saved until you choose one.`,
    showTheirs: 'Show the other version',
    keepMine: 'Keep this version',
    takeTheirs: 'Use the other version',
  },

  run: {
    phase: {
      ready: '',
      loading: 'Starting Python…',
      running: 'Running…',
      asking: 'Your program is waiting for input.',
      trying: 'Trying the examples…',
      stopping: 'Stopping…',
      unavailable: 'Python could not be loaded. Check your connection, then press Run again.',
    },
    none: 'Run your program here',
    noneHint: 'Press Run to run your file in your browser. What it prints appears here.',
    answerHere: 'When it asks for input, answer here.',
    answerBefore: 'If it calls input(), a box for the answers appears here after the first run.',
    downloading: (received: string, total: string) =>
      `Downloading Python, the first time only: ${received} of ${total}. You can hand in meanwhile.`,
    downloadBar: 'Python download',
    megabytes: (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`,
    pythons: (browser: string, grader: string | null) =>
      grader === null
        ? `Python ${browser} here; the server’s version is not known.`
        : `Python ${browser} here, ${grader} on the server.`,
    newerSyntax: {
      title: (grader: string) => `The server’s Python ${grader} cannot read this:`,
      line: (line: number, file?: string) =>
        file === undefined ? `Line ${line}` : `Line ${line} of ${file}`,
      fString:
        'The f-string’s own quotes, a backslash, a comment or a line break inside its braces',
      since: (what: string, since: string) => `${what}: needs Python ${since} or newer`,
    },
    log: 'Program output and your input',
    cut: 'Earlier lines were removed.',
    inputLabel: 'Input for the program',
    promptLabel: 'Python prompt',
    enter: 'Enter',
    typedLabel: 'Answers for input(), one per line',
    typedHint:
      'Here input() cannot wait for you. Type the answers first, one per line, then press Run.',
    noMoreInput:
      'Your program called input(), but no answer was left. Type the answers in the box above, one per line, then press Run again.',
    done: 'The program has finished.',
    printedNothing: (call: string) =>
      call.endsWith('()')
        ? `Your file printed nothing. Try ${call} below.`
        : `Your file printed nothing. Try ${call} below, with values for what is in the brackets.`,
    stopped: 'Stopped.',
    ended: 'The program did not respond to Stop, so Python was shut down. Run starts it again.',
    endedAtOnce: 'Stopped. In this browser, Stop shuts down Python as well. Run starts it again.',
    crashed: 'Python crashed. A function that keeps calling itself can cause this.',
    filesMissing:
      'The server did not answer in time. If this assignment comes with files, your program cannot read them.',
    goToLine: (line: string) => `Go to line ${line}`,
    examples: {
      title: 'Examples',
      allPass: 'All examples pass. Hand in to get the points.',
      timeout: (seconds: number) =>
        `The examples did not finish within ${seconds} s. Is there a loop that never ends?`,
      hiddenToo: 'Handing in may run more tests.',
      libraries: (names: string) =>
        `Python in the browser does not have ${names}; the server does.`,
    },
  },

  replay: {
    test: 'Replay this test',
    testHint: 'See line by line what your program did in this test',
    run: 'Replay this run',
    runHint: 'See line by line what your program did',
  },

  results: {
    none: 'No result yet',
    noneHint: 'Press Hand in to see here which tests pass.',
    noneAnyMore: 'No result',
    noneAnyMoreHint: 'You handed nothing in here, and nothing is accepted any more.',
    pendingHint: 'It appears here when your program has been graded.',
    handedIn: (when: string) => `Handed in ${when}`,
    heldByHand: 'The verdict comes when your teacher releases it.',
    heldUntil: (when: string) =>
      `The verdict comes after ${when}, or when your teacher releases it.`,
    explain: {
      passed: null,
      failed: null,
      'syntax-error': null,
      'runtime-error': 'Python first runs your whole file. It stopped there.',
      timeout: 'The usual cause is a loop that never ends.',
      'memory-limit': 'The usual cause is a list or text that keeps growing.',
      'output-limit': 'The usual cause is a print() inside a loop that never ends.',
      'internal-error': 'It was not your code. Please hand in again.',
    } satisfies Record<Verdict, string | null>,
    earned: (number: number) => `+${points(number)}`,
    changedSince: 'You have changed your code since then.',
    regraded: (when: string) => `Your teacher had this graded again (${when}).`,
    earlierTests: 'Graded with earlier tests. Your teacher has changed the tests since then.',
    outcome: {
      passed: 'passes',
      failed: 'fails',
      error: 'did not finish',
      skipped: 'did not run',
    } satisfies Record<Outcome, string>,
    call: 'Called',
    expected: 'Expected',
    actual: 'Got',
    line: (line: number, code: string, file?: string) =>
      `Go to line ${line}${file === undefined ? '' : ` of ${file}`}: ${code}`,
    place: (line: number, file: string) => `line ${line} of ${file}`,
    calls: 'The calls that led there (the last line is where it stopped):',
    pythonSaid: 'Python’s own message',
    passedTests: (number: number) => count(number, 'other test passes', 'other tests pass'),
    skippedTests: (number: number) =>
      count(number, 'other test did not run', 'other tests did not run'),
    printed: 'Printed',
    terminal: 'What the terminal showed',
    hint: 'Hint',
    fromTeacher: 'From your teacher',
    sameReason: (number: number) => `${number} tests · same reason`,
    help: {
      label: 'Help with this test',
      hint: (left: number) => `Show a hint (${left} left)`,
      more: 'More help',
      fromHandout: 'From the task',
    },
    hidden: 'Your teacher keeps the details of this test hidden.',
    /** The weight of a test; most have 1. */
    testPoints: (number: number) => `counts ${number}×`,
    output: 'What your program printed',
    next: (title: string) => `Next: ${title}`,
    partFinished: (part: string) => `You have finished the part “${part}”.`,
    partSolved: (titles: readonly string[]) =>
      titles.length > 5
        ? `You have solved all of its ${titles.length} assignments.`
        : `You have solved ${new Intl.ListFormat('en-GB').format(titles)}.`,
    allSolved: 'You have solved the whole course!',
  },

  dates: {
    due: (when: string) => `Due ${when}`,
    wasDue: (when: string) => `Was due ${when}`,
    closes: (when: string) => `Closes ${when}`,
    closed: (when: string) => `Closed on ${when}`,
    ownTime: (own: string) => `${own} your time`,
    zones: (own: string, there: string, place: string) => `${own} your time (${there} in ${place})`,
    notLater: 'Nothing is accepted later.',
    late: (perDay: number, until: string | null) =>
      `Each day late costs ${points(perDay)}; part of a day counts as a whole day.${
        until === null ? '' : ` Accepted until ${until}.`
      }`,
    lateFree: (until: string | null) =>
      until === null
        ? 'Accepted late, which costs nothing.'
        : `Accepted late until ${until}, which costs nothing.`,
    lateNow: (cost: number, perDay: number, until: string | null) =>
      `Handing in now costs ${points(cost)}: ${perDay} for each day late; part of a day counts as a whole day.${
        until === null ? '' : ` Accepted until ${until}.`
      }`,
    closedFor: (closed: string) => `${closed}. If you were given more time, reload this page.`,
    refused: (when: string) =>
      `This was not accepted: the assignment closed on ${when}. Your code is still here.`,
    notHandedIn: 'Not handed in.',
    unsentDue: (when: string) => `It counts when it reaches the server; due ${when}.`,
    unsentCloses: (when: string) => `It counts when it reaches the server; closes ${when}.`,
    unsentLate: (when: string) => `It counts when it reaches the server; it was due ${when}.`,
    unsentClosed: (when: string) =>
      `The assignment closed on ${when}, so it may not be accepted any more.`,
    receivedInTime: (time: string) => `Handed in at ${time}, in time.`,
    receivedLate: (time: string) => `Handed in at ${time}, late.`,
    waits: 'Your program is safe and waits to be graded.',
    waitsBehind: (before: number) =>
      before === 0
        ? 'Your program is safe and is graded next.'
        : `Your program is safe. ${count(before, 'program is', 'programs are')} graded before it.`,
    resultIn: (seconds: number) => {
      if (seconds < 10) return 'Your result comes in a few seconds.';
      if (seconds < 50) return 'Your program is safe. Your result comes in less than a minute.';
      const minutes = Math.max(1, Math.round(seconds / 60));
      return `Your program is safe. Your result comes in about ${count(minutes, 'minute', 'minutes')}.`;
    },
    again: 'You can hand in again: of those that wait, the newest is graded.',
  },

  history: {
    list: 'Your submissions, newest first',
    none: 'Nothing handed in yet',
    noneHint: 'Each version that you hand in is saved here, to compare and to restore.',
    failed: 'Your history could not be loaded.',
    oneFailed: 'This submission could not be loaded.',
    again: 'Try again',
    more: 'Show older ones',
    status: {
      queued: 'Waiting to be graded',
      grading: 'Being graded',
      graded: 'Graded',
      superseded: 'Replaced by a newer one before it was graded',
      held: 'Handed in, not released yet',
    } satisfies Record<SubmissionStatus, string>,
    shown: 'shown under Tests',
    late: (days: number) => `${count(days, 'day', 'days')} late`,
    lateCost: (days: number, cost: number) => `${count(days, 'day', 'days')} late: −${cost}`,
    earlierTests: 'graded with earlier tests',
    regraded: 'graded again',
    restore: 'Restore in the editor',
    showResult: 'Show its result',
    comparedWith: 'Compared with',
    editor: 'the code in the editor',
    starter: 'the starter code',
    option: (when: string, sentence: string) => `${when} · ${sentence}`,
    diff: 'Differences, line by line',
    diffOf: (name: string) => `Differences in ${name}, line by line`,
    noChange: 'no change',
    noDifference: 'No differences.',
    lineKinds: { removed: 'removed:', added: 'added:' },
    gap: (lines: number) => count(lines, 'unchanged line', 'unchanged lines'),
    past: (when: string) => `Result of ${when}`,
    showNewest: 'Show the newest result',
  },
};
