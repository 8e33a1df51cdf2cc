import { expect } from 'vitest';
import type { Program } from './honest-programs.ts';
import { outcomesOf, testOf } from './jobs.ts';

const double = 'def double(n):\n    return n * 2\n';

/** What teachers write in tests. */
export const unittestFeatures: Program[] = [
  {
    title: 'a failed sub-test fails its test, with its values in the message',
    code: 'def double(n):\n    return n + 2\n',
    tests: `
import unittest
from submission import double

class TestDouble(unittest.TestCase):
    def test_many(self):
        for n in (2, 3, 4):
            with self.subTest(n=n):
                self.assertEqual(double(n), n * 2)
`,
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual(['TestDouble.test_many failed']);
      expect(report.tests[0]?.message).toBe(
        'With (n=3): `double(n)` should be 6, but is 5. Look at line 2, where `double` returns.\n(and 1 more like it in this test)',
      );
    },
  },
  {
    title:
      "a teacher's skipped test is left out, an expected failure passes, an unexpected success does not",
    code: double,
    tests: `
import unittest
from submission import double

class TestDouble(unittest.TestCase):
    @unittest.skip("next year")
    def test_skipped(self): self.fail()
    @unittest.expectedFailure
    def test_expected(self): self.assertEqual(double(1), 1)
    @unittest.expectedFailure
    def test_surprise(self): self.assertEqual(double(1), 2)
`,
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual([
        'TestDouble.test_expected passed',
        'TestDouble.test_surprise failed',
      ]);
    },
  },
  {
    title: 'a test that skips itself does not pass, and a program that skips its test fails it',
    code: 'import unittest\ndef double(n):\n    raise unittest.SkipTest("too hard")\n',
    tests: `
import unittest
from submission import double

class TestDouble(unittest.TestCase):
    def test_by_test(self): self.skipTest("not today")
    def test_by_program(self): double(1)
`,
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual([
        'TestDouble.test_by_test skipped',
        'TestDouble.test_by_program failed',
      ]);
      expect(report.tests[1]?.line).toBe(3);
    },
  },
  {
    title: 'a class fixture that fails also fails its tests, and no others',
    code: double,
    tests: `
import unittest
import submission

class TestBroken(unittest.TestCase):
    @classmethod
    def setUpClass(cls): cls.value = submission.triple(2)
    def test_one(self): pass

class TestWhole(unittest.TestCase):
    def setUp(self): self.value = submission.double(2)
    def test_two(self): self.assertEqual(self.value, 4)
`,
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual([
        'TestBroken.test_one error',
        'TestWhole.test_two passed',
      ]);
      expect(testOf(report, 'TestBroken.test_one').message).toMatch(/^In setUpClass: .*triple/);
    },
  },
  {
    title: 'an assertion that fails in setUpClass fails the tests, with the teacher’s message',
    code: double,
    tests: `
import unittest
from submission import double

class TestBroken(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if double(2) != 5: raise AssertionError("double(2) should be 5 today")
    def test_one(self): pass
    def test_two(self): pass
`,
    verdict: 'failed',
    check: (report) => {
      expect(report.tests.map(({ outcome, message }) => [outcome, message])).toEqual([
        ['failed', 'double(2) should be 5 today'],
        ['failed', 'double(2) should be 5 today'],
      ]);
    },
  },
  {
    title: 'the teacher’s own words are known apart from the judge’s',
    code: double,
    tests: `
import unittest
from submission import double

class TestDouble(unittest.TestCase):
    def test_with(self): self.assertEqual(double(2), 5, "Five, today.")
    def test_raised(self):
        with self.assertRaises(ValueError, msg="It should raise."): double(2)
    def test_without(self): self.assertEqual(double(2), 5)
`,
    verdict: 'failed',
    check: (report) => {
      const told = (name: string) => testOf(report, `TestDouble.${name}`);
      expect(told('test_with').teacherMessage).toBe('Five, today.');
      expect(told('test_with').message).toMatch(/^Five, today\.\n\n`double\(2\)` should be 5/);
      expect(told('test_raised').teacherMessage).toBe('It should raise.');
      expect(told('test_without')).not.toHaveProperty('teacherMessage');
    },
  },
  {
    title: 'whole numbers too long for Python, exceptions without a message, texts for numbers',
    code: 'def double(n):\n    if n == 0:\n        raise KeyError\n    return 10**5000 if n == 1 else str(n)\n',
    tests: `
import unittest
from submission import double

class TestDouble(unittest.TestCase):
    def test_almost(self): self.assertAlmostEqual(double(2.5), 2.5)
    def test_args(self):
        with self.assertRaises(KeyError) as caught: double(0)
        self.assertEqual(caught.exception.args[0], "zero")
    def test_in(self):
        try: double(0)
        except KeyError as error: self.assertIn("zero", str(error))
    def test_list(self): self.assertEqual([{1: double(1)}], [{1: 10**5000 + 1}])
    def test_less(self): self.assertLess(double(1), 10**4999)
    def test_lambda(self): self.assertRaises(ValueError, lambda: double(2))
`,
    verdict: 'failed',
    check: (report) => {
      const outcomes = report.tests.map(({ name, outcome, message }) => [
        name.replace(/.*_/, ''),
        `${outcome}: ${message ?? ''}`,
      ]);
      const [empty, long] = [
        'Line 3 raises KeyError without a message',
        '…0000000000 (5001 digits)',
      ];
      expect(Object.fromEntries(outcomes)).toEqual({
        almost: expect.stringMatching(/^failed: `double\(2\.5\)`.*Write `float/) as string,
        args: expect.stringContaining('KeyError is raised without a message') as string,
        in: expect.stringContaining(`'zero' not found in ''. ${empty}`) as string,
        list: expect.stringMatching(/^failed: .*…0000000001 \(5001 digits\)/) as string,
        less: expect.stringContaining(long) as string,
        lambda: expect.stringContaining('`double(2)` should raise ValueError') as string,
      });
      expect(testOf(report, 'TestDouble.test_in')).toMatchObject({
        expected: "'zero'",
        actual: "''",
      });
    },
  },
  {
    title: 'pytest marks do nothing where there is no pytest',
    code: double,
    tests: `
import unittest
import pytest
from submission import double

@pytest.mark.slow
class TestDouble(unittest.TestCase):
    @pytest.mark.task(taskno=1)
    def test_two(self): self.assertEqual(double(2), 4, msg="twice two")
`,
    verdict: 'passed',
  },
  {
    title: "the teacher's own message comes before all others",
    code: 'def double(n):\n    return None\n',
    tests: `
import unittest
from submission import double

class TestDouble(unittest.TestCase):
    def test_message(self):
        self.assertEqual(4, double(2), "Did you forget return?")
    def test_raises(self):
        with self.assertRaises(ValueError):
            double("two")
    def test_truth(self):
        self.assertTrue(double(1))
    def test_member(self):
        result = double(3)
        self.assertIn(result, [5, 6])
`,
    verdict: 'failed',
    check: (report) => {
      expect(testOf(report, 'TestDouble.test_message')).toMatchObject({
        message:
          'Did you forget return?\n\n`double(2)` should be 4, but is None. ' +
          '`double` (line 1) never returns a value: line 2 returns None. Write the value after that `return`.',
        call: 'double(2)',
        expected: '4',
        actual: 'None',
      });
      expect(testOf(report, 'TestDouble.test_raises')).toMatchObject({
        message:
          '`double("two")` should raise ValueError, but does not. Look at `double`, which begins in line 1. Write `raise ValueError(…)` there for this case.',
        call: 'double("two")',
        expected: 'ValueError',
      });
      expect(testOf(report, 'TestDouble.test_truth').message).toEqual(
        expect.stringMatching(/^`double\(1\)` should be True, but is None\. .*line 2/),
      );
      const member = testOf(report, 'TestDouble.test_member');
      expect(member.call).toBe('double(3)');
      expect(member.message).toMatch(/^`double\(3\)`: None not found in \[5, 6\]\. .*line 2/);
    },
  },
  {
    title: 'test files may import each other, and tests of one name in two files both count',
    code: double,
    tests: `
import unittest
from submission import double

class TestDouble(unittest.TestCase):
    factor = 2
    def test_one(self): self.assertEqual(double(1), self.factor)
`,
    hiddenTests: `
import tests

class TestDouble(tests.TestDouble):
    factor = 3
`,
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual([
        'TestDouble.test_one passed',
        'hidden_tests.TestDouble.test_one failed',
      ]);
    },
  },
  {
    title: 'a name that a class fixture needs is reported, and other classes still run',
    code: 'def duble(n):\n    return n * 2\n',
    tests: `
import unittest
from submission import double

class TestBroken(unittest.TestCase):
    @classmethod
    def setUpClass(cls): cls.value = double(2)
    def test_one(self): pass

class TestWhole(unittest.TestCase):
    def test_two(self): pass
`,
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual([
        'TestBroken.test_one error',
        'TestWhole.test_two passed',
      ]);
      expect(testOf(report, 'TestBroken.test_one').message).toBe(
        'In setUpClass: The tests call the function `double`, but your file does not define it. It has `duble` in line 1. Did you mean that? Rename it to `double`.',
      );
    },
  },
  {
    title: 'exceptions that should have been raised are named, or the teacher’s message is shown',
    code: double,
    tests: `
import unittest
from submission import double

class TestDouble(unittest.TestCase):
    def test_either(self):
        with self.assertRaises((ValueError, KeyError)): double(1)
    def test_message(self):
        with self.assertRaises(ValueError, msg="What about 1?"): double(1)
    def test_imported_late(self):
        from submission import triple
`,
    verdict: 'failed',
    check: (report) => {
      expect(report.tests.map((test) => test.message)).toEqual([
        expect.stringMatching(
          /^`double\(1\)` should raise ValueError or KeyError, but does not\. .*line 1/,
        ),
        expect.stringMatching(/^What about 1\?\n\n`double\(1\)` should raise ValueError/),
        'The tests use `triple`, but your file does not define it. Write `def triple(…):` or `triple = …` at the left edge.',
      ]);
    },
  },
  ...[
    ['raise', 'class Stop(BaseException): pass\nraise Stop\n', 'Stop'],
    ['are not Python', 'import unittest\ndef test(:\n', 'line 2'],
    ['are not there', 'import unittest\n', 'There are none.'],
  ].map(([title, tests, output]): Program => ({
    title: `tests that ${title} are not blamed on the student`,
    code: double,
    tests: tests ?? '',
    verdict: 'internal-error',
    check: (report) => {
      expect(report.output).toMatch(/^The tests of this assignment are broken/);
      expect(report.output).toContain(output);
    },
  })),
  {
    title: 'files that replace the program are not blamed on the student',
    code: double,
    files: { 'submission.py': 'x = 1' },
    verdict: 'internal-error',
    check: (report) => {
      expect(report.output).toMatch(/^The files beside your program are broken/);
    },
  },
  {
    title: 'hidden tests that do not load reveal nothing',
    code: 'def double(n):\n    raise ValueError(n)\n',
    hiddenTests: 'import submission\nVALUE = submission.double("secret")\n',
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.output).toBe('The hidden tests cannot be loaded with this program.');
    },
  },
  {
    title: 'broken hidden tests reveal nothing',
    code: double,
    hiddenTests: 'raise ValueError("secret")\n',
    verdict: 'internal-error',
    check: (report) => {
      expect(report.output).toContain('hidden_tests.py');
      expect(report.output).not.toContain('secret');
    },
  },
  {
    title: 'tests that cannot be loaded are not blamed on the student',
    code: double,
    tests: 'import unittest\nimport no_such_module\n',
    verdict: 'internal-error',
    check: (report) => {
      expect(report.output).toContain('tests.py');
      expect(report.output).toContain('no_such_module');
    },
  },
];
