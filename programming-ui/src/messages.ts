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
 * class-messages.ts those of the pages for teachers, replay-messages.ts those of the replay, more-messages.ts the rest.
 * A second language is more
 * objects of these shapes.
 */
export const messages = {
  appName: 'Touchstone',
  pageTitle: (...parts: string[]) => [...parts, 'Touchstone'].join(' · '),
  skipToAssignment: 'Skip to the assignment',
  skipToEditor: 'Skip to the editor',
  skipToPage: 'Skip to the page',
  close: 'Close',
  dismiss: 'Dismiss',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not copy',

  topBar: {
    label: 'Course and progress',
    course: 'Course',
    progress: 'Your progress',
    openList: 'Assignments',
    openSettings: 'Settings',
    openSettingsKey: 'Settings: you have no recovery key yet',
  },

  list: { label: 'Assignments' },

  handout: {
    region: 'Task',
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
    handoutBorder: 'Border between task and code',
    resultsBorder: 'Border between code and result',
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
  },

  handIn: {
    button: 'Hand in',
    archived: 'This course is archived. You can read and run, but not hand in.',
    cancel: 'Cancel',
    sending: 'Handing in…',
    queuedFirst: 'Queued, you are next…',
    queued: (before: number) => `Queued, ${before} ahead of you`,
    queuedUnknown: 'Queued…',
    grading: 'Grading…',
    held: 'Handed in.',
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
    examplesButton: 'Try the examples',
    stop: 'Stop',
    onlyServer: 'Only Hand in counts for points.',
  },

  results: {
    region: 'Result',
    tests: 'Tests',
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

  /** The names of parts that are loaded on demand, for the message that one could not be loaded. */
  parts: {
    failed: (name: string) => `${name} could not be loaded.`,
    offline: 'You are offline. The page tries again when you are back online.',
    reload: 'Reload',
    page: 'This page',
    courses: 'The list of courses',
    list: 'The list of assignments',
    settings: 'Settings',
    given: 'Points from a teacher',
    hints: 'Hints',
    solution: 'The model solution',
    editor: 'The editor',
    conflict: 'The choice between your two versions',
    results: 'Results',
    past: 'The date of this earlier result',
    console: 'Console',
    replay: 'The replay',
    history: 'History',
  },

  loading: 'Loading…',
  offlineNotOpened: 'You are offline. The rest of this assignment loads when you are back online.',
  loadingRetries: 'The server is not available. Trying again…',
};
