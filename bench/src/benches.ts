/** One bench of `npm run bench`. It parses its own arguments and resolves to the exit status. */
export interface Bench {
  readonly name: string;
  readonly summary: string;
  run(args: readonly string[]): Promise<number>;
}

const onStack = (name: string, summary: string, wanted = [name]): Bench => ({
  name,
  summary,
  run: async (args) => (await import('./stack/stack.ts')).benchStack(name, wanted, args),
});

export const benches: readonly Bench[] = [
  {
    name: 'grading',
    summary: 'gradings per second, split and shared, compared to bare python3 -m unittest',
    run: async (args) => (await import('./grading/grading.ts')).benchGrading(args),
  },
  {
    name: 'account',
    summary: 'processor time and page faults of a grading in two processes, by part',
    run: async (args) => (await import('./account/account.ts')).benchAccount(args),
  },
  {
    name: 'soak',
    summary: '10,000 gradings in a row, and what they leave behind',
    run: async (args) => (await import('./soak/soak.ts')).benchSoak(args),
  },
  onStack('sustained', 'different programs graded per second, on the whole stack'),
  onStack('verdict', 'time from handing in to the verdict in the browser, idle and at half load'),
  onStack('reads', 'reads of the assignment list, compared to nginx with a file of the same bytes'),
  onStack('streams', 'memory of open event streams, and time until all have received an event'),
  onStack('rows', 'cost of handing in with a thousand to a million submissions stored'),
  onStack('stack', 'the last five, in one table', [
    'sustained',
    'verdict',
    'reads',
    'streams',
    'rows',
  ]),
  onStack('hand-in', 'different programs handed in per second, without graders'),
  onStack(
    'regrade',
    'submissions graded again while others hand in: how fast, and what others notice',
  ),
  {
    name: 'exports',
    summary: 'points and programs of a large course, written to files: time and memory',
    run: async (args) => (await import('./exports/exports.ts')).benchExports(args),
  },
  {
    name: 'clusters',
    summary: 'pairs of real wrong programs that teachers see as one failure, to read by hand',
    run: async (args) => (await import('./clusters/clusters.ts')).benchClusters(args),
  },
  {
    name: 'teach',
    summary:
      'what teachers wait for in a course with a million submissions, while students hand in',
    run: async (args) => (await import('./teach/teach.ts')).benchTeach(args),
  },
  {
    name: 'deadline',
    summary: 'a day before a deadline, with ten times as many submissions as are graded at its end',
    run: async (args) => (await import('./deadline/deadline.ts')).benchDeadline(args),
  },
  onStack('flood', 'one user floods for a minute: what is stored, and how others are affected'),
];
