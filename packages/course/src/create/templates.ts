import { schemaLine } from '../schemas/schema-files.ts';

/** How a new assignment is tested. */
export type TestKind = 'cases' | 'unittest';

const handout = `Write a function \`double\` that returns twice the number it gets.

\`\`\`python
>>> double(3)
6
\`\`\`

<!-- Replace this text, and the other files of this folder. Students do not see this comment. -->
`;

const starter = `def double(number):
    """Return twice the number."""
`;

const solution = `def double(number):
    """Return twice the number."""
    return 2 * number
`;

const cases = `${schemaLine('cases')}# Each entry is a test: a call and what it returns, or what is typed (stdin) and printed (stdout).
- call: double(3)
  returns: 6
- call: double(-2)
  returns: -4
  hint: A number may be negative.
- call: double(0.5)
  returns: 1.0
  hidden: true # students see neither the call nor the value
`;

const tests = `import unittest

from submission import double


class DoubleTest(unittest.TestCase):
    def test_whole_number(self):
        """doubles a whole number"""
        self.assertEqual(double(3), 6, "double(3) should return 6")

    def test_negative_number(self):
        """doubles a negative number"""
        self.assertEqual(double(-2), -4, "double(-2) should return -4")
`;

/** The files of a new assignment: an example that passes \`course check\`, to be replaced. */
export const assignmentFiles = (
  title: string,
  kind: TestKind,
): Readonly<Record<string, string>> => ({
  'assignment.yaml': `${schemaLine('assignment')}title: ${JSON.stringify(title)}\n`,
  'handout.md': handout,
  'starter.py': starter,
  'solution.py': solution,
  ...(kind === 'cases' ? { 'cases.yaml': cases } : { 'tests.py': tests }),
});

/** course.yaml of a new course with one assignment. */
export const courseFile = (title: string, assignment: string): string =>
  `${schemaLine('course')}title: ${JSON.stringify(title)}
description: What students learn here.
parts:
  - title: First part
    assignments:
      - ${assignment}
`;
