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
  csvOf: (what: string) => `Download CSV: ${what}`,
  /** Names and columns of files that the page makes. */
  files: {
    numbers: {
      name: (course: string, assignment: string) => `${course}-${assignment}-numbers.csv`,
      columns: ['tried', 'solved', 'submissions', 'median_tries', 'median_seconds'],
    },
    blocking: {
      name: (course: string, assignment: string) => `${course}-${assignment}-blocking.csv`,
      columns: ['test', 'title', 'students'],
    },
    days: {
      name: (course: string, assignment: string) => `${course}-${assignment}-days.csv`,
      columns: ['day', 'began', 'solved'],
    },
    releases: {
      name: (course: string, assignment: string) => `${course}-${assignment}-releases.csv`,
      columns: ['assignment', 'for', 'released_at', 'by'],
    },
    joins: {
      name: (course: string) => `${course}-joined-programs.csv`,
      columns: ['joined_at', 'undone_at', 'programs'],
    },
    spread: {
      name: (course: string) => `${course}-spread.csv`,
      columns: ['share', 'students'],
    },
  },
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
  /** Lines break between the two. */
  cell: (counted: number, number: number) => [`${points(counted)} ·`, tries(number)],
  given: (given: number) => `${points(given)}, given by a teacher`,
  givenCell: (given: number, earned: number, number: number) => [
    `${points(given)}, given by a teacher ·`,
    `earned: ${earned} ·`,
    tries(number),
  ],
  givenFor: (earned: number) => `Given by a teacher. Earned: ${earned}.`,

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
    held: 'Not released yet',
  } satisfies Record<SubmissionStatus, string>,

  /** Of a list that is read page by page. */
  pages: {
    previous: 'Previous page',
    next: 'Next page',
    page: (number: number) => `Page ${number}`,
  },

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
    refresh: 'Load again',
  },

  queue: {
    label: 'Grading now',
    waiting: (number: number, oldestSeconds: number) =>
      number === 0
        ? 'Nobody waits for a verdict.'
        : `${count(number, 'program waits', 'programs wait')}, the oldest for ${duration(oldestSeconds)}.`,
    times: (results: number, half: number, most: number) =>
      `Time to verdict in the last five minutes: half within ${duration(half)}, 95% within ${duration(most)} (${count(results, 'verdict', 'verdicts')}).`,
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
      'Programs with the same first failing test, message and shape, probably by the same mistake. A new failure appears here a few seconds after its verdict.',
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
    view: 'View as student',
    viewText:
      'Opens the course as this student sees it: dates, points and verdicts, without drafts. You can change nothing meanwhile. It is logged, and ends after an hour or when you press Stop.',
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
    joined: (number: number, when: string) =>
      `${when}: the student joined ${count(number, 'program', 'programs')} handed in without an account.`,
    undone: (when: string) => `Undone ${when}.`,
    joins: 'Joined programs',
    tests: (passed: number, all: number) => `${passed} of ${count(all, 'test', 'tests')} passed`,
    changes: 'Changes since the one before',
    first: 'The first program for this assignment',
    readOlder: 'The one before may be among the older submissions. Load them to see the changes.',
    gone: 'Assignment no longer in the course',
    failing: 'First failing test',
  },

  whom: {
    label: 'For',
    all: 'All students',
    group: 'A group',
    student: 'One student',
    groupName: 'Group',
    noGroups: 'The roster has no groups.',
    find: 'Student (name, address or ID)',
    unknown: 'Choose a student from the list.',
    readFailed: 'The students could not be loaded.',
    ofGroup: (group: string) => `group ${group}`,
    ofAll: 'all students',
  },

  releases: {
    title: 'Verdicts',
    readFailed: 'The releases could not be loaded.',
    byHand: 'Students see verdicts and points when you have released them.',
    atDue:
      'Students see neither verdicts nor points until the assignment is due for them. You can release them earlier.',
    none: 'Released for nobody yet.',
    list: 'For whom the verdicts are released',
    line: (whom: string, when: string) => `Released for ${whom}, ${when}`,
    by: (name: string) => `by ${name}`,
    byCommand: 'by a command on the server',
    release: 'Release',
    released: (whom: string) => `Released for ${whom}. Their pages show it now.`,
    undo: 'Take back',
    undoOf: (whom: string) => `Take back the release for ${whom}`,
    undone: 'Held back again. Students may have seen their verdicts.',
  },

  otherDates: {
    csv: 'Other dates of all assignments as CSV',
    title: 'Other dates',
    readFailed: 'The dates could not be loaded.',
    about:
      'For example more time, or a group’s own slot of an exam. What you leave empty stays as it is.',
    none: 'The dates are the same for all.',
    list: 'Who has other dates',
    line: (whom: string, dates: string) => `For ${whom}: ${dates}`,
    opens: (when: string) => `opens ${when}`,
    due: (when: string) => `due ${when}`,
    closes: (when: string) => `closes ${when}`,
    opensField: 'Opens (your time)',
    dueField: 'Due (your time)',
    change: 'Change the dates',
    changed: (whom: string) => `Changed for ${whom}.`,
    end: 'End it',
    endOf: (whom: string) => `End the other dates for ${whom}`,
    ended: 'The change has ended. Points stay as they are.',
  },

  extensions: {
    title: 'Extensions',
    readFailed: 'The extensions could not be loaded.',
    none: 'No other dates for this student.',
    line: (assignment: string, dates: string) => `${assignment}: ${dates}`,
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
