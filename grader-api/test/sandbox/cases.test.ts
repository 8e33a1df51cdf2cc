import type { GradingReport, Judge } from '@touchstone/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scoreReport } from '../../src/scoring.ts';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { call, casePrograms, comparisonsOfOutput, script } from './case-programs.ts';
import { jobOf, outcomesOf, rightCode, testOf, type JobParts } from './jobs.ts';

let bubblewrap: Sandbox;
let pyodide: Sandbox;
beforeAll(async () => {
  [bubblewrap, pyodide] = await Promise.all([
    createSandbox({ kind: 'bubblewrap' }),
    createSandbox({ kind: 'pyodide' }),
  ]);
});
afterAll(() => Promise.all([bubblewrap.close(), pyodide.close()]));

type Grade = (parts: JobParts) => Promise<GradingReport>;

const grade: Grade = (parts) => bubblewrap.grade(jobOf(parts));

const nothingNoted = { key: '0'.repeat(64), tests: [], uses: {} };

/** Grades as graders do, with the record of the program itself if it has one. */
const gradeSplit: Grade = async (parts) => {
  const job = jobOf({ ...parts, judge: 'split' });
  const { testFiles, cases } = job.bundle;
  const usesObjects = testFiles.length > 0 || cases.some(({ kind }) => kind === 'call');
  const noted = usesObjects ? (await bubblewrap.record(job)).record : null;
  const record = { ...nothingNoted, ...noted };
  return bubblewrap.grade({ ...job, bundle: { ...job.bundle, record } });
};

const judged: [Judge, Grade][] = [
  ['split', gradeSplit],
  ['shared', grade],
];

describe.each(judged)('cases judged %s', (_judge, gradeSo) => {
  for (const { title, verdict, check, ...parts } of casePrograms) {
    test.concurrent(title, async () => {
      const report = await gradeSo(parts);
      check?.(report);
      expect(report.verdict).toBe(verdict);
    });
  }
});

describe('cases in Pyodide, which has no threads', () => {
  for (const { title, verdict, check, limits, ...parts } of casePrograms) {
    if (/threading|ThreadPool/.test(parts.code)) continue;
    test(title, async () => {
      const roomy = { cpuSeconds: 10, wallSeconds: 20, ...limits };
      const report = await pyodide.grade(jobOf({ ...parts, limits: roomy }));
      check?.(report);
      expect(report.verdict).toBe(verdict);
    });
  }
});

describe.each(judged)('printed output judged %s', (_judge, grade) => {
  for (const [title, code, output, passes] of comparisonsOfOutput) {
    test.concurrent(title, async () => {
      const report = await grade({ code, tests: null, cases: [output] });
      expect(report.verdict).toBe(passes ? 'passed' : 'failed');
      expect(report.output).not.toMatch(/broken/);
    });
  }

  const sentences = [
    ['print("a")', 'a\nb', "Your program's output is too short: line 2, 'b', is missing."],
    [
      'print("a\\nb")',
      'a',
      "Your program's output is too long: nothing should follow line 1, but 'b' does.",
    ],
    ['print("a")', '', "Your program should print nothing, but prints 'a'."],
    ['', 'a', "Your program prints nothing, but should print 'a'."],
    [
      'print("a  b")',
      'a b',
      'Only the white space in line 1 is wrong: it should be a·b, but is a··b. (· is a space, → is a tab.)',
    ],
    [
      'print("Hi")\nprint("Who?")\nprint("Oh,", input())',
      'Hi\nOh, a',
      "Everything is right except the question 'Who?', which print() makes part of the output. Write it between the brackets of input() instead.",
    ],
    [
      'print("hello")',
      'Hello',
      "Only upper and lower case differ in line 1: it should be 'Hello', but is 'hello'.",
    ],
  ] as const;
  const ofWords = [
    ['print("a b")', 'a c', "Printed word 2 should be 'c', but it is 'b'."],
    ['print("a b")', 'a\nb c', "Your program prints too few words: word 3, 'c', is missing."],
    [
      'print("a b c")',
      'a b',
      "Your program prints too many words: nothing should follow word 2, but 'c' does.",
    ],
    ['print()', 'a b', "Your program prints nothing, but should print 'a b'."],
    [
      'print("a B")',
      'a b',
      "Only upper and lower case differ in word 2: it should be 'b', but is 'B'.",
    ],
    ['print("а")', 'a', "Printed word 1 should be 'a', but it is 'а'. The two look alike"],
  ] as const;
  test.concurrent.each(ofWords)(
    'of %j against the words %j has its message',
    async (code, stdout, message) => {
      const cases = [script('a', stdout, { compare: 'words' })];
      const report = await grade({ code, tests: null, cases });
      expect(report.tests[0]?.message).toContain(message);
    },
  );

  test.concurrent.each(sentences)(
    'of %j against %j has its message',
    async (code, stdout, message) => {
      const report = await grade({ code, tests: null, cases: [script('a', stdout)] });
      expect(report.tests[0]?.message).toBe(message);
    },
  );
});

describe.each(judged)('cases beside tests, judged %s', (_judge, grade) => {
  test.concurrent('run after tests and before hidden tests, the hidden ones last', async () => {
    const report = await grade({
      code: `${rightCode}if __name__ == "__main__":\n    print(hello(input()))\n`,
      hiddenTests:
        'import unittest, submission\nclass TestHidden(unittest.TestCase):\n    def test_it(self): pass\n',
      cases: [
        script('Bo', 'Hello, Bo!', { hidden: true }),
        call('hello("Bo")', { returns: "'Hello, Bo!'" }),
      ],
    });
    expect(outcomesOf(report)).toEqual([
      'TestHello.test_world passed',
      'TestHello.test_anybody_else passed',
      'cases.2 passed',
      'cases.1 passed',
      'TestHidden.test_it passed',
    ]);
    expect(report.verdict).toBe('passed');
  });

  test.concurrent('tell of a hidden one its title, outcome, points and hint alone', async () => {
    const job = jobOf({
      code: 'print(input("secret? "))\n',
      tests: null,
      cases: [
        script('typed secret', 'wanted secret', { hidden: true, points: 3, hint: 'Think.' }),
        script('x', 'x'),
      ],
    });
    const report = await grade({ code: job.code, tests: null, cases: job.bundle.cases });
    const result = scoreReport(report, { ...job.bundle, scoring: 'points' });
    expect(result.tests.map(({ name }) => name)).toEqual(['cases.2', 'cases.1']);
    expect(result.tests[1]).toEqual({
      name: 'cases.1',
      title: 'a case',
      outcome: 'failed',
      points: 3,
      hint: 'Think.',
      message: null,
      call: null,
      expected: null,
      actual: null,
      line: null,
      output: null,
      hidden: true,
    });
    expect(JSON.stringify(result)).not.toMatch(/typed|wanted/);
    expect(result.points).toBe(25);
  });
});

describe.each(judged)('what goes wrong, judged %s', (_judge, grade) => {
  test.concurrent('an endless script is a time-out, and the cases before it stand', async () => {
    const code = 'if input() == "stop":\n    while True: pass\nprint(1)\n';
    const cases = [script('go', '1'), script('stop', '1'), script('go', '1')];
    const report = await grade({ code, tests: null, cases, limits: { cpuSeconds: 0.5 } });
    expect(report.verdict).toBe('timeout');
    expect(outcomesOf(report)).toEqual(['cases.1 passed', 'cases.2 error', 'cases.3 skipped']);
  });

  test.concurrent('a script that prints without end meets the output limit', async () => {
    const code = 'while True:\n    print("x" * 100)\n';
    const report = await grade({ code, tests: null, cases: [script('', 'x')] });
    expect(report.verdict).toBe('output-limit');
  });

  test.concurrent('a script that takes too much memory meets the memory limit', async () => {
    const code = 'data = [0]\nwhile True:\n    data = data * 2\n';
    const report = await grade({ code, tests: null, cases: [script('', 'x')] });
    expect(report.verdict).toBe('memory-limit');
  });

  test.concurrent('a file that is no Python is a syntax error without any test', async () => {
    const report = await grade({ code: 'print("a"\n', tests: null, cases: [script('', 'a')] });
    expect(report).toMatchObject({ verdict: 'syntax-error', tests: [] });
    expect(report.output).toMatch(/^Line 1: The bracket `\(` .*\n\nSyntaxError: /);
  });

  test.concurrent('a script that closes or replaces its streams harms no later case', async () => {
    const code = `import builtins, os, sys
print(input())
os.chdir("/")
sys.stdin.close()
builtins.input = None
sys.stdout = sys.modules = None
`;
    const cases = [script('a', 'a'), script('b', 'b')];
    const report = await grade({ code, tests: null, cases });
    expect(outcomesOf(report)).toEqual(['cases.1 passed', 'cases.2 passed']);
  });

  test.concurrent(
    'a script leaves no file, no module and no changed built-in to the next',
    async () => {
      const code = `import builtins, os, helper
print(os.path.exists("left.txt"), helper.count, len("ab"))
open("left.txt", "w").close()
helper.count = 1
builtins.len = lambda _: 7
`;
      const cases = [script('', 'False 0 2'), script('', 'False 0 2')];
      const files = { 'helper.py': 'count = 0\n' };
      const report = await grade({ code, tests: null, cases, files });
      expect(outcomesOf(report)).toEqual(['cases.1 passed', 'cases.2 passed']);
    },
  );

  test.concurrent('a broken case is not the student’s fault', async () => {
    const cases = [call('hello(', { returns: '1' })];
    const report = await grade({ code: rightCode, cases });
    expect(report.verdict).toBe('internal-error');
    expect(report.output).toMatch(/^The tests of this assignment are broken.*Case 1 of cases.yaml/);
  });
});

describe('what tests import from touchstone', () => {
  const tests = `
import unittest
from touchstone import hint, points
import submission

@points(3)
@hint("Greet nicely.")
class TestHello(unittest.TestCase):
    def test_one(self): self.assertEqual(submission.hello("A"), "Hello, A!")
    @points(0.5)
    @hint("Look at B.")
    def test_two(self): self.assertEqual(submission.hello("B"), "B")
`;

  test.concurrent('gives tests points and hints', async () => {
    const report = await grade({ code: rightCode, tests });
    expect(testOf(report, 'TestHello.test_one')).toMatchObject({
      points: 3,
      hint: 'Greet nicely.',
    });
    expect(testOf(report, 'TestHello.test_two')).toMatchObject({ points: 0.5, hint: 'Look at B.' });
  });

  test.concurrent('refuses what is no number of points', async () => {
    const report = await grade({ code: rightCode, tests: tests.replace('0.5', '"many"') });
    expect(report.verdict).toBe('internal-error');
    expect(report.output).toContain('points() takes a number');
  });
});
