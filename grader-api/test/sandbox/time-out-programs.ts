import { expect } from 'vitest';
import type { GradingReport } from '@touchstone/contracts';
import { script } from './case-programs.ts';
import type { Program } from './honest-programs.ts';

const both = { cpuSeconds: 1, wallSeconds: 1 };
const loop = 'is there a loop that never ends?';
const wait = 'Does it wait for something that never comes?';

const says =
  (...parts: string[]) =>
  (report: GradingReport) => {
    for (const part of parts) expect(report.output.toLowerCase()).toContain(part.toLowerCase());
  };

/** The explanation of a time-out, and the line of the program. */
export const timeOutPrograms: Program[] = [
  {
    title: 'a loop that reaches the wall limit is called a loop, with its line',
    code: 'def hello(name):\n    n = 1\n    while n:\n        n += 1\n',
    limits: both,
    verdict: 'timeout',
    check: (report) => {
      expect(report.output).toMatch(/It was in line [34] when it was stopped\. Is there a loop/);
      expect(report.tests.map(({ line }) => line ?? 0).sort()).toEqual([0, expect.any(Number)]);
    },
  },
  {
    title: 'waiting is not called a loop, and its line is named',
    code: 'import time\ndef hello(name):\n    time.sleep(99)\n',
    // On a busy machine a program first waits for a core, which does not count as waiting.
    limits: { ...both, wallSeconds: 4 },
    verdict: 'timeout',
    check: says('line 3', wait),
  },
  {
    title: 'a built-in function that takes long has the line that calls it',
    code: 'def hello(name):\n    for _ in [1]:\n        sum(range(10**12))\n',
    limits: both,
    verdict: 'timeout',
    check: says('line 3', loop),
  },
  {
    title: 'a script’s loop that reaches the wall limit is called a loop, with its line',
    code: 'name = input()\nn = 1\nwhile n:\n    n = 2\n',
    tests: null,
    cases: [script('a', 'b')],
    limits: both,
    verdict: 'timeout',
    check: says('line ', loop),
  },
  {
    title: 'the line of a script that uses up its computing time is named',
    code: 'name = input()\nwhile True:\n    name = "x"\n',
    tests: null,
    cases: [script('a', 'b')],
    limits: { cpuSeconds: 0.5, wallSeconds: 9 },
    verdict: 'timeout',
    check: says('of computing time', loop),
  },
  ...['0', '99999', '9'.repeat(99), '-1'].map((line): Program => ({
    title: `a line ${line.slice(0, 9)} that a program makes up is not reported`,
    code: [
      'import os',
      `TEXT = b'  File "submission.py", line ${line} in hello\\n'`,
      'def hello(name):',
      '    for fd in range(3, 300):',
      '        try:',
      '            os.set_blocking(fd, False) or fd > 60 and os.write(fd, TEXT)',
      '        except OSError:',
      '            pass',
      '    while True:',
      '        pass',
    ].join('\n'),
    limits: both,
    verdict: 'timeout',
    check: (report) => {
      expect(report.output.split('\n', 1)[0]).not.toMatch(/line (?!9|10)/);
    },
  })),
  {
    title: 'in a hidden test neither place nor cause is reported',
    code: 'def hello(name):\n    while name == "secret":\n        pass\n    return f"Hello, {name}!"\n',
    hiddenTests:
      'import unittest, submission\nclass TestHidden(unittest.TestCase):\n    def test_it(self): submission.hello("secret")\n',
    limits: both,
    verdict: 'timeout',
    check: (report) => {
      expect(report.output).toBe('The program took too long in a hidden test.');
      expect(report.tests.map(({ line }) => line)).toEqual([null, null, null]);
    },
  },
];
