import type { Verdict } from '@touchstone/contracts';

/** The assignments of chaos/course by slug: the required function, and the points. */
export const assignments = {
  double: { name: 'double', solution: '2 * number', points: 40 },
  square: { name: 'square', solution: 'number * number', points: 30 },
  negate: { name: 'negate', solution: '-number', points: 20 },
  next: { name: 'following', solution: 'number + 1', points: 10 },
} as const;
export type AssignmentSlug = keyof typeof assignments;

interface ProgramKind {
  /** Percentage of the programs. */
  readonly share: number;
  readonly verdict: Verdict;
  readonly code: (name: string, solution: string) => string;
}

const define = (name: string, value: string): string =>
  `def ${name}(number):\n    return ${value}\n`;

/** The programs that students submit, and their verdicts. */
const kinds = {
  right: { share: 44, verdict: 'passed', code: define },
  // Takes long enough that a fault can happen while it is graded.
  slow: {
    share: 16,
    verdict: 'passed',
    code: (name, solution) => `import time\ntime.sleep(0.3)\n${define(name, solution)}`,
  },
  wrong: {
    share: 20,
    verdict: 'failed',
    code: (name, solution) => define(name, `${solution} + 1`),
  },
  'no-python': {
    share: 7,
    verdict: 'syntax-error',
    code: (name, solution) => `def ${name}(number)\n    return ${solution}\n`,
  },
  raising: {
    share: 7,
    verdict: 'runtime-error',
    code: (name, solution) => `${define(name, solution)}raise RuntimeError('not today')\n`,
  },
  'without-end': { share: 2, verdict: 'timeout', code: () => 'while True:\n    pass\n' },
  chatty: {
    share: 4,
    verdict: 'output-limit',
    code: () => 'while True:\n    print("again " * 10_000)\n',
  },
} as const satisfies Record<string, ProgramKind>;
export type ProgramName = keyof typeof kinds;

/** Each name as often as its share. */
export const programDeck: readonly ProgramName[] = Object.entries(kinds).flatMap(
  ([name, { share }]) => Array.from({ length: share }, () => name as ProgramName),
);

/** `mark` is a comment: programs with different marks are different to the system. */
export function writeProgram(
  program: ProgramName,
  slug: AssignmentSlug,
  mark: string,
): { code: string; verdict: Verdict } {
  const { name, solution } = assignments[slug];
  const { code, verdict } = kinds[program];
  return { code: `# ${mark}\n${code(name, solution)}`, verdict };
}
