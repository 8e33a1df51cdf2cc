import type { GridFilter, SubmissionStatus, Verdict } from '@touchstone/contracts';
import { count, points } from './messages.ts';

const tries = (number: number): string => count(number, 'try', 'tries');
const students = (number: number): string => count(number, 'student', 'students');

/** `0.4 s`, `12 s`, `3 min`, `2 h`, `4 days`. */
function duration(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** The texts of the pages for teachers about students, assignments and what was handed in. */
export const classMessages = {
  again: 'Try again',
  loading: 'Loading…',
  csv: 'Download CSV',
  away: 'The server cannot be reached. Nothing was changed. Try again in a moment.',
  failed: (detail: string) => `That did not work: ${detail}`,
  /** Of a student whose name is not known or not shown. */
  unnamed: (mark: string) => `Student ${mark}`,
  due: (when: string) => `due ${when}`,

  filters: {
    stuck: 'Stuck',
    'gone-quiet': 'Gone quiet',
    'not-begun': 'Not begun',
    late: 'Late',
  } satisfies Record<GridFilter, string>,

  states: { solved: 'Solved', tried: 'Tried', none: 'Not begun' },
  cell: (earned: number, number: number) => `${points(earned)} · ${tries(number)}`,

  verdicts: {
    passed: 'Solved',
    failed: 'Tests failed',
    'syntax-error': 'Syntax error',
    'runtime-error': 'Stopped before the tests',
    timeout: 'Took too long',
    'memory-limit': 'Used too much memory',
    'output-limit': 'Printed too much',
    'internal-error': 'The server had a problem',
  } satisfies Record<Verdict, string>,
  statuses: {
    queued: 'Waiting to be graded',
    grading: 'Being graded',
    graded: 'Graded',
    superseded: 'Replaced by a newer one',
  } satisfies Record<SubmissionStatus, string>,

  grid: {
    title: 'Students',
    readFailed: 'The students could not be loaded.',
    show: 'Show',
    all: 'All students',
    inAssignment: 'In assignment',
    anyAssignment: 'Any assignment',
    find: 'Find by name, ID or group',
    nobody: 'No student is in this course yet.',
    nobodyMatches: 'No student matches.',
    table: 'Students and what they have done',
    student: 'Student',
    why: 'Why',
    reason: (assignment: string, filter: string) => `${assignment}: ${filter}.`,
    more: (number: number) => `${number} more`,
    seen: 'Mark as seen',
    seenOf: (name: string, assignment: string) => `Mark as seen: ${name} in ${assignment}`,
    wasSeen: (name: string, assignment: string) =>
      `Marked as seen: ${name} in ${assignment}. New programs count from now on.`,
    previous: 'Previous students',
    next: 'Next students',
    page: (number: number) => `Page ${number}`,
    refresh: 'Load again',
  },

  queue: {
    label: 'Grading now',
    waiting: (number: number, oldestSeconds: number) =>
      number === 0
        ? 'Nobody waits for a verdict.'
        : `${count(number, 'program waits', 'programs wait')}, the oldest for ${duration(oldestSeconds)}.`,
    times: (results: number, half: number, most: number) =>
      `Time to verdict in the last five minutes: half within ${duration(half)}, 95 % within ${duration(most)} (${count(results, 'verdict', 'verdicts')}).`,
    noTimes: 'No verdict in the last five minutes.',
    notLive: 'Not live at the moment; the page connects again.',
  },

  assignments: {
    title: 'Assignments',
    readFailed: 'The assignments could not be loaded.',
    none: 'This course has no assignments yet.',
  },

  assignment: {
    title: 'Assignment',
    readFailed: 'The assignment could not be loaded.',
    gone: 'This course has no such assignment.',
    numbers: 'In numbers',
    tried: 'Students who tried',
    solved: 'Students who solved it',
    submissions: 'Submissions',
    medianTries: 'Median tries until solved',
    medianTime: 'Median time until solved',
    noMedian: 'nobody yet',
    duration,
    blocking: 'Which test blocks',
    blockingText:
      'The first failing test of the last program of each student who has not solved it.',
    blocksNobody: 'No test blocks anybody now.',
    test: 'Test',
    students: 'Students',
    clusters: 'Equal failures',
    clustersText:
      'Programs with the same first failing test, message and shape, probably by the same mistake. They are sorted in a few moments after a verdict.',
    noClusters: 'No failures yet.',
    cluster: (number: number, unsolved: number, submissions: number) =>
      `${students(number)}, ${unsolved} unsolved, ${count(submissions, 'program', 'programs')}`,
    example: 'An example program',
    exampleFailed: 'The program could not be loaded.',
    exampleOf: 'Open its student',
    noExample: 'The example was deleted.',
    fixed: (number: number) => `What fixed it (${students(number)})`,
    fixedBy: (number: number) => `${students(number)}:`,
    tooFew: 'What fixed it: too few students have passed this test with their next program.',
    code: (fileName: string) => (fileName === '' ? 'The program' : fileName),
    lineKinds: { '-': 'removed:', '+': 'added:' },
  },

  student: {
    title: 'Student',
    readFailed: 'The student could not be loaded.',
    gone: 'This course has no such student, or not one whom you may see.',
    logged: 'The log now says that you opened this page. The student’s export shows it.',
    id: (number: string) => `ID ${number}`,
    group: (name: string) => `Group ${name}`,
    points: 'Points',
    table: 'Points per assignment',
    total: 'Total',
    columns: {
      assignment: 'Assignment',
      state: 'State',
      points: 'Points',
      last: 'Last activity',
    },
    of: (earned: number, all: number) => `${earned} of ${all}`,
    noAssignments: 'This course has no assignments yet.',
  },

  timeline: {
    title: 'Submissions',
    none: 'Nothing handed in yet.',
    readFailed: 'The submissions could not be loaded.',
    more: 'Load older ones',
    tests: (passed: number, all: number) => `${passed} of ${count(all, 'test', 'tests')} passed`,
    changes: 'Changes since the one before',
    first: 'The first program for this assignment',
    readOlder: 'The one before may be among the older submissions. Load them to see the changes.',
    gone: 'Assignment no longer in the course',
    failing: 'First failing test',
  },

  extensions: {
    title: 'Extensions',
    readFailed: 'The extensions could not be loaded.',
    none: 'No other dates for this student.',
    line: (assignment: string, until: string) => `${assignment}: due ${until}`,
    for: { user: 'for this student', group: 'for the group', all: 'for all' },
    assignment: 'Assignment',
    until: 'Due (your time)',
    reason: 'Reason (may be left out)',
    add: 'Extend',
    added: (until: string) => `Extended until ${until}.`,
    noDates: 'No assignment of this course has a due date, so nothing can be extended.',
    remove: 'End it',
    removeOf: (assignment: string) => `End it: the extension of ${assignment}`,
    removed: 'The extension has ended. Points stay as they are.',
  },

  notes: {
    title: 'Notes',
    about: 'The student’s export includes all notes about the student, and who opened this page.',
    none: 'No notes yet.',
    text: 'New note',
    add: 'Add the note',
    added: 'The note was added.',
    remove: 'Remove',
    removeOf: (when: string) => `Remove the note of ${when}`,
    removed: 'The note was removed.',
    yours: 'by you',
    others: 'by another teacher or assistant',
    deleted: 'by somebody who was deleted',
  },
};
