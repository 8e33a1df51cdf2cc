/**
 * What each key of course.yaml, assignment.yaml and cases.yaml means, by file and place: editors show
 * these sentences, and docs/course.md lists them. A `.describe(…)` in the zod schema takes precedence.
 */
export const keyDescriptions = {
  course: {
    title: 'Title of the course.',
    description: 'What students learn; shown where they choose a course.',
    published: 'With `false` students see nothing of the course.',
    parts: 'The parts of the course, in order.',
    'parts.title': 'Title of the part.',
    'parts.assignments': 'The folders of its assignments, in order.',
  },
  assignment: {
    title: 'Title of the assignment.',
    published: 'With `false` students see nothing of the assignment.',
    points: 'Points for solving it.',
    file: "Name of the student's file. Tests import it as a module.",
    limits: 'What one grading may use.',
    'limits.cpuSeconds': "Processor time of the student's program, in seconds.",
    'limits.wallSeconds': 'Time until the grading is stopped, whatever it waits for, in seconds.',
    'limits.memoryMiB': 'Memory, in MiB.',
    scoring:
      '`all`: the points only if all tests pass. `points`: points in proportion to the tests that pass.',
    preload: 'Modules that are imported once and not in each grading, such as numpy.',
    judge:
      '`split`: tests and program run in two processes. `shared`: in one, where a program can forge its verdict.',
    hints: 'Hints that students unfold one after the other.',
    starterPasses: 'The starter passes on purpose: students improve it.',
    smoke: 'Tests that assert nothing on purpose, such as `StackTest.test_loads`.',
    showSolution: 'Students who have solved the assignment may see the model solution.',
  },
  cases: {
    title: 'What students read instead of the call or the input.',
    stdin: 'What is typed.',
    stdout: 'What the program should print.',
    compare: 'How the output is compared.',
    call: "A Python expression with a name of the student's file.",
    returns: 'What the call should return: a YAML value, or a literal such as `!python "(1, 2)"`.',
    raises:
      'The exception that the call should raise, optionally with `:` and a part of its message.',
    points: 'Weight of the case with `scoring: points`; 1 if it is missing.',
    hint: 'A hint that students can unfold when the case fails.',
    hidden: 'Students see neither the input nor the expected output.',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;
