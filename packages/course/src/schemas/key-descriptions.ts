/**
 * What each key of course.yaml, assignment.yaml and cases.yaml means, by file and place: editors show
 * these sentences, and docs/course.md lists them. A `.describe(…)` in the zod schema takes precedence.
 */
export const keyDescriptions = {
  course: {
    title: 'Title of the course.',
    description: 'What students learn; shown where they choose a course.',
    published: 'With `false` students see nothing of the course.',
    timeZone: 'By whose clock the dates are meant, such as `Europe/Helsinki`.',
    late: 'What a late submission costs; an assignment may say something else. `none`: nothing.',
    'late.pointsPerDay': 'Points that each day late costs; part of a day counts as a whole day.',
    access:
      '`open`: everybody sees the course. `invited`: only its members do; for all others it does not exist.',
    anonymous:
      'With `true` assistants see pseudonyms instead of the names, mail addresses and numbers of their students.',
    parts: 'The parts of the course, in order.',
    'parts.title': 'Title of the part.',
    'parts.dates': 'When its assignments open, are due and close; see below.',
    'parts.dates.opens': 'Before that, students see nothing of them.',
    'parts.dates.due': 'Until then they count in full; later ones are late.',
    'parts.dates.closes': 'After that, nothing is accepted.',
    'parts.release':
      'When students see the verdicts of its assignments; an assignment may say something else.',
    'parts.assignments': 'The folders of its assignments, in order.',
  },
  assignment: {
    title: 'Title of the assignment.',
    'renamed-from':
      'The name that the folder had before: the assignment keeps its points, drafts and history.',
    published: 'With `false` students see nothing of the assignment.',
    points: 'Points for solving it.',
    file: "Name of the student's file. Tests import it as a module.",
    files: 'What students edit, if it is more than one file, and what else they can open.',
    'files.edit':
      'In the place of `file`: names of the files that students edit, in the order of their tabs. The first one runs as a script.',
    'files.given': 'Files in `files/` that students can open and download in the page.',
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
    equivalentMutants:
      'Diffs of mutants that are as right as the model solution, as `course check --mutants` prints them.',
    showSolution: 'Students who have solved the assignment may see the model solution.',
    dates: 'Its own dates; what is missing here is as in the part, and `none` takes a date away.',
    'dates.opens': 'Before that, students see nothing of it.',
    'dates.due': 'Until then it counts in full; later it is late.',
    'dates.closes': 'After that, nothing is accepted.',
    late: 'What a late submission costs, as in `course.yaml`.',
    'late.pointsPerDay': 'Points that each day late costs; part of a day counts as a whole day.',
    release:
      'When students see verdicts and points: `at once`, `at due`, or `by hand`, when you release them.',
  },
  cases: {
    title: 'What students read instead of the call or the input.',
    points: 'Weight of the case with `scoring: points`; 1 if it is missing.',
    hint: 'A hint that students can unfold when the case fails.',
    hidden: 'Students see neither the input nor the expected output.',
    example: 'The handout shows the case with its output.',
    stdin: 'What is typed.',
    stdout: 'What the program, the call or the code should print.',
    compare: 'How the output is compared.',
    call: "A Python expression with a name of the student's file.",
    code: 'Several statements instead of a call.',
    returns:
      'What the call, or the last line of the code, should return: a YAML value, or a literal such as `!python "(1, 2)"`.',
    writes: 'Names of files, each with the text that should be in it.',
    raises:
      'The exception that the call should raise, optionally with `:` and a part of its message.',
    table: 'Many calls of one form, each a test of its own.',
    'table.call': 'The call, with `{}` in the place of each value.',
    'table.rows': 'A row has the values for the call, then what it returns.',
    'table.rows.row': 'The values of a row that sets more than values.',
    'table.rows.raises': 'As `raises`; the row then ends with the values for the call.',
    'table.rows.title': 'As `title`, for the row.',
    'table.rows.points': 'As `points`, for the row.',
    'table.rows.hint': 'As `hint`, for the row.',
    'table.rows.hidden': 'As `hidden`, for the row.',
    'table.rows.example': 'As `example`, for the row.',
    forbid: "What the student's file must not have; a test of its own.",
    'forbid.imports': 'Modules that it must not import; `true`: any.',
    'forbid.calls': 'Functions (`sum`, `math.sqrt`) and methods (`.sort`) that it must not call.',
    'forbid.loops': 'Loops that it must not have; `true`: `for` and `while`.',
    'forbid.recursion': 'No function may call itself, not even through others.',
    require: "What the student's file must have; a test of its own.",
    'require.imports': 'Modules that it must import; `true`: any.',
    'require.calls': 'Functions (`sum`, `math.sqrt`) and methods (`.sort`) that it must call.',
    'require.loops': 'Loops that it must have, each of the list; `true`: `for` or `while`.',
    'require.recursion': 'A function must call itself, directly or through others.',
    message: "The teacher's sentence about the rule; the handout and the failed test show it.",
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;
