import type { GradingCase } from '@touchstone/contracts';
import { expect } from 'vitest';
import type { Program } from './honest-programs.ts';
import { outcomesOf, testOf } from './jobs.ts';

type ScriptCase = Extract<GradingCase, { kind: 'script' }>;
type CallCase = Extract<GradingCase, { kind: 'call' }>;

const unsaid = { title: 'a case', points: null, hint: null, hidden: false };

export const script = (
  stdin: string,
  stdout: string,
  more: Partial<ScriptCase> = {},
): GradingCase => {
  return { kind: 'script', ...unsaid, stdin, stdout, compare: 'lines', ...more };
};

export const call = (expression: string, more: Partial<CallCase>): GradingCase => {
  return { kind: 'call', ...unsaid, call: expression, returns: null, raises: null, ...more };
};

const numbers = (stdout: string) => script('7', stdout, { compare: 'numbers' });
const contains = (stdout: string) => script('', stdout, { compare: 'contains' });

const greeting = `name = input("What is your name? ")
age = int(input("How old are you? "))
print(f"{name}, next year you will be {age + 1}.")
`;

const functions = `class Negative(ValueError):
    pass

class Account:
    def __init__(self, balance): self.balance = balance

class Anything:
    def __eq__(self, other): return True

def add(a, b): return a + b

def shout(text): print(text.upper())

def root(x):
    if x < 0:
        raise Negative(f"{x} is negative")
    return x ** 0.5
`;

/** Scripts that somebody types into, and calls; every sandbox must say the same of them. */
export const casePrograms: Program[] = [
  {
    title: 'a script is typed into, and its terminal is shown with what was typed',
    code: greeting,
    tests: null,
    cases: [
      script('Ada\n36\n', 'Ada, next year you will be 37.', { title: 'Ada' }),
      script('Ada\n36\n', 'Ada, next year you will be 38.'),
    ],
    verdict: 'failed',
    check: (report) => {
      const terminal =
        'What is your name? Ada\nHow old are you? 36\nAda, next year you will be 37.\n';
      expect(testOf(report, 'cases.1')).toMatchObject({
        ...{ title: 'Ada', outcome: 'passed', message: null, output: terminal },
      });
      expect(testOf(report, 'cases.2')).toMatchObject({
        outcome: 'failed',
        message:
          "Line 1 that is printed should be 'Ada, next year you will be 38.', but is 'Ada, next year you will be 37.'.",
        expected: 'Ada, next year you will be 38.',
        actual: 'Ada, next year you will be 37.',
        ...{ call: null, line: null, output: terminal },
      });
    },
  },
  {
    title: 'a script that asks too often or stops is told with its line, and the next runs afresh',
    code: greeting,
    tests: null,
    cases: [
      script('Ada', 'x'),
      script('Ada\nold', 'x'),
      script('Bo\n1', 'Bo, next', { compare: 'contains' }),
    ],
    verdict: 'failed',
    check: (report) => {
      expect(testOf(report, 'cases.1')).toMatchObject({
        outcome: 'error',
        line: 2,
        output: 'What is your name? Ada\nHow old are you? ',
      });
      expect(testOf(report, 'cases.1').message).toMatch(
        /^Line 2: EOFError: your program asks for input more often than this example answers: one line is typed here\.\n\n/,
      );
      expect(testOf(report, 'cases.2').message).toMatch(
        /^Line 2: .*\n\nValueError: invalid literal/s,
      );
      expect(testOf(report, 'cases.3').outcome).toBe('passed');
    },
  },
  {
    title: 'calls are compared by what they return or raise',
    code: functions,
    tests: null,
    cases: [
      call('add(1, 2)', { returns: '3' }),
      call('add((1,), (2,))', { returns: '(1, 2)' }),
      call('Account(5).balance', { returns: '5' }),
      call('root(-1)', { raises: 'Negative' }),
      call('root(-1)', { raises: 'ValueError: is negative' }),
      call('add("1", "2")', { returns: '3' }),
      call('shout("a")', { returns: "'A'" }),
      call('root(-1)', { raises: 'KeyError' }),
      call('root(4)', { raises: 'ValueError' }),
      call('root(-1)', { raises: 'ValueError: positive' }),
      call('root(-1)', { returns: '1' }),
      call('Anything()', { returns: '42' }),
      call('[add(x, x) for x in (1, 2)]', { returns: '[2, 4]' }),
      call('addd(1, 2)', { returns: '3' }),
      call('max([1, 2])', { returns: '2' }),
    ],
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report).map((text) => text.replace('cases.', ''))).toEqual([
        ...['1 passed', '2 passed', '3 passed', '4 passed', '5 passed', '6 failed', '7 failed'],
        ...['8 failed', '9 failed', '10 failed', '11 error', '12 failed', '13 passed'],
        ...['14 error', '15 error'],
      ]);
      expect(testOf(report, 'cases.6')).toMatchObject({
        message: '`add("1", "2")` should be 3, but is \'12\' (str, not int).',
        ...{ call: 'add("1", "2")', expected: '3', actual: "'12'" },
      });
      expect(testOf(report, 'cases.7')).toMatchObject({
        message: expect.stringContaining('is None, which means nothing') as string,
        output: 'A\n',
      });
      expect(testOf(report, 'cases.8')).toMatchObject({
        message: expect.stringMatching(
          /^`root\(-1\)` should raise KeyError, but raises Negative\.\nLine 16: /,
        ) as string,
        ...{ line: 16, expected: 'KeyError', actual: 'Negative: -1 is negative' },
      });
      expect(testOf(report, 'cases.9').message).toBe(
        '`root(4)` should raise ValueError, but gives 2.0.',
      );
      expect(testOf(report, 'cases.11')).toMatchObject({ line: 16, call: 'root(-1)' });
      expect(testOf(report, 'cases.14').message).toBe(
        'The tests use `addd`; your file does not define it. It has `add` in line 10: did you mean that? Rename it to `addd`.',
      );
      expect(testOf(report, 'cases.15').message).toContain('The tests use `max`');
    },
  },
];

const prompting = 'name = input("Who? ")\nprint("Hi", name)\n';
const silent = 'name = input()\nprint("Hi", name)\n';
const byPrint = 'print("Who? ", end="")\nname = input()\nprint("Hi", name)\n';
const readWhole = 'import sys\nprint(sum(int(line) for line in sys.stdin.read().split()))\n';
const readByFileinput = 'import fileinput\nprint(sum(int(line) for line in fileinput.input()))\n';
const running =
  'total = 0\nfor _ in range(3):\n    total += int(input())\n    print(total, end=" ")\n';

/** Whether one program passes one case. */
export const comparisonsOfOutput: [string, string, GradingCase, boolean][] = [
  ['lines: prompts of input() don’t count', prompting, script('Ada', 'Hi Ada'), true],
  ['lines: no prompt is fine', silent, script('Ada', 'Hi Ada'), true],
  ['lines: a prompt by print() is fine', byPrint, script('Ada', 'Hi Ada'), true],
  ['lines: prompts may be expected', prompting, script('Ada', 'Who? Hi Ada'), true],
  ['lines: text before input() may be no prompt', running, script('1\n2\n3', '1 3 6'), true],
  ['lines: white space at the ends', 'print("a  ")\nprint("b\\n\\n")', script('', 'a\nb'), true],
  ['lines: white space within', 'print("a  b")', script('', 'a b'), false],
  ['lines: white space before', 'print(" a")', script('', 'a'), false],
  ['lines: one too many', 'print("a\\nb")', script('', 'a'), false],
  ['lines: one too few', 'print("a")', script('', 'a\nb'), false],
  ['exact: to the letter', 'print("a")', script('', 'a\n', { compare: 'exact' }), true],
  ['exact: the line end counts', 'print("a")', script('', 'a', { compare: 'exact' }), false],
  ['exact: prompts count', prompting, script('Ada', 'Who? Hi Ada\n', { compare: 'exact' }), true],
  ['numbers: words don’t count', 'print("x1 is 3.0, -4km")', numbers('3 -4'), true],
  ['numbers: a millionth is nothing', 'print(2/3)', numbers('0.6666666'), true],
  ['numbers: whole ones are exact', 'print(10000000)', numbers('10000001'), false],
  ['numbers: in order', 'print(2, 1)', numbers('1 2'), false],
  ['numbers: none too many', 'print(1, 2)', numbers('1'), false],
  ['numbers: prompts don’t count', 'input("Number 1: ")\nprint(5)', numbers('5'), true],
  ['contains: in order, among others', 'print("abc\\nxdefx")', contains('b\n\ndef'), true],
  ['contains: not out of order', 'print("def\\nabc")', contains('abc\ndef'), false],
  ['stdin may be read whole', readWhole, script('1\n2', '3'), true],
  ['stdin may be read by fileinput', readByFileinput, script('1\n2', '3'), true],
  [
    'exit() ends a script in order',
    'import sys\nprint(1)\nsys.exit(2)\nprint(3)',
    script('', '1'),
    true,
  ],
  [
    'stderr is not compared',
    'import sys\nprint(1)\nprint(2, file=sys.stderr)',
    script('', '1'),
    true,
  ],
  ['main guards hold', 'if __name__ == "__main__":\n    print(1)', script('', '1'), true],
];
