import { gradingBundleSchema, judges } from '@touchstone/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** Each test causes a different warning. */
const tests = String.raw`import unittest
import warnings

import submission


class WarnedTest(unittest.TestCase):
    def test_escape(self):
        self.assertEqual(submission.double(2), 4, "a \d")

    def test_tuple(self):
        self.assertEqual(submission.double(2), 4)
        assert (submission.double(2) == 5, "wrong")

    def test_returns(self):
        self.assertEqual(submission.double(2), 4)
        return submission.double(2)

    def test_warns(self):
        warnings.warn("beware of the test")
        self.assertEqual(submission.double(2), 4)

    def test_old(self):
        warnings.warn("an old thing", DeprecationWarning)
        self.assertEqual(submission.double(2), 4)

    async def test_never(self):
        self.assertEqual(submission.double(2), 5)
`;

const code = `import warnings


def double(n):
    warnings.warn("of my own")
    return n * 2
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

it.each(judges)(
  'shows students only the warnings of their own program, and reports those of the tests to the teacher: %s',
  async (judge) => {
    const bundle = gradingBundleSchema.parse({
      fileName: 'submission.py',
      judge,
      scoring: 'all',
      points: 1,
      limits: {},
      preload: [],
      files: [],
      record: null,
      testFiles: [{ fileName: 'tests.py', source: tests, hidden: false }],
    });
    const { report, record, observed } = await sandbox.record({ code, bundle });
    expect(report.verdict).toBe('passed');
    const key = '0'.repeat(64);
    const graded = await sandbox.grade({
      code,
      bundle: { ...bundle, record: record && { key, ...record } },
    });
    expect(graded.verdict).toBe('passed');
    const printed = [graded.output, ...graded.tests.map(({ output }) => output ?? '')].join('\n');
    expect(printed).toContain('UserWarning: of my own');
    expect(printed).not.toMatch(
      /tests\.py|unittest|SyntaxWarning|RuntimeWarning|DeprecationWarning|beware/,
    );
    const warnings = observed.remarks.filter(({ message }) => message.startsWith('Python warns'));
    const lines = new Set(warnings.map(({ fileName, line }) => `${fileName}:${line}`));
    // The escape is a warning that is shown by default since Python 3.12.
    expect([...lines].filter((line) => line !== 'tests.py:9').sort()).toEqual([
      'tests.py:13',
      'tests.py:15',
      'tests.py:20',
      'tests.py:24',
      'tests.py:27',
    ]);
  },
);
