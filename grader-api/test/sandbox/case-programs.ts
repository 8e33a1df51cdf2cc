import type { GradingCase } from '@touchstone/contracts';
import { expect } from 'vitest';
import type { Program } from './honest-programs.ts';
import { outcomesOf, testOf } from './jobs.ts';

type ScriptCase = Extract<GradingCase, { kind: 'script' }>;
type RuleCase = Extract<GradingCase, { kind: 'rule' }>;
type CallCase = Extract<GradingCase, { kind: 'call' }>;

const defaults = { title: 'a case', points: null, hint: null, hidden: false };

export const script = (
  stdin: string,
  stdout: string,
  more: Partial<ScriptCase> = {},
): GradingCase => {
  return { kind: 'script', ...defaults, stdin, stdout, compare: 'lines', ...more };
};

export const call = (expression: string, more: Partial<CallCase>): GradingCase => {
  return { kind: 'call', ...defaults, call: expression, returns: null, raises: null, ...more };
};

const numbers = (stdout: string) => script('7', stdout, { compare: 'numbers' });
const words = (stdout: string) => script('7', stdout, { compare: 'words' });
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

const values = `from decimal import Decimal
from fractions import Fraction

class MyDecimal(Decimal): pass
class MyFraction(Fraction): pass
class Many(list):
    def __eq__(self, other): return False

class Anything:
    def __eq__(self, other): return True
    def __hash__(self): return hash(42)

class Account:
    def __init__(self, money): self.money = money
    def add(self, more):
        self.money += more
        return self

def dec(text): return Decimal(text)
def frac(top, bottom): return Fraction(top, bottom)
def same(value): return value
def steps(n): yield from range(n)
def add_all(*numbers, start=0): return sum(numbers, start)
def keep(kept=[]):
    kept.append(len(kept))
    return kept
`;

const equal = (expression: string, returns: string) => [call(expression, { returns })];

/** Each prints one more than what is typed, and leaves something behind. */
const endings: [string, string][] = [
  [
    'takes much memory, and refers to itself,',
    `data = [bytes(1000) for _ in range(20_000)]
class Node: pass
node = Node()
node.self, node.data = node, data
print(int(input()) + 1)
`,
  ],
  [
    'sets up logging',
    `import logging, sys
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
logging.info("%d", int(input()) + 1)
`,
  ],
  [
    'has a thread that goes on',
    `import sys, threading, time
mine = sys.stdout
def speak():
    while True:
        time.sleep(0.0005)
        if sys.stdout is not mine: print("late")
print(int(input()) + 1)
threading.Thread(target=speak, daemon=True).start()
`,
  ],
  ['ends by os._exit(0)', 'import os, sys\nsys.stdout.write(str(int(input()) + 1))\nos._exit(0)\n'],
  [
    'ends by an exit handler',
    'import atexit, sys\n@atexit.register\ndef end(): print(number + 1)\nnumber = int(input())\nsys.exit()\n',
  ],
  ['detaches its output', 'import sys\nprint(int(input()) + 1, end="")\nsys.stdout.detach()\n'],
  ['closes its output', 'import sys\nprint(int(input()) + 1)\nsys.stdout.close()\n'],
  [
    'wraps its output',
    'import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.detach())\nprint(int(input()) + 1)\n',
  ],
  [
    'restores its output',
    'import io, sys\nsys.stdout = io.StringIO()\nprint("no")\nsys.stdout = sys.__stdout__\nprint(int(input()) + 1)\n',
  ],
  [
    'leaves a pool of threads open',
    'from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\npool.submit(print, int(input()) + 1)\n',
  ],
];

const rule = (
  forbids: boolean,
  kind: RuleCase['constructs'][number]['kind'],
  name: string | null,
): GradingCase => {
  return { kind: 'rule', ...defaults, forbids, constructs: [{ kind, name }], message: 'Teacher.' };
};

/** Scripts with input, and calls; every sandbox must grade them alike. */
export const casePrograms: Program[] = [
  {
    title: 'calls and code have a terminal and files, and rules read the text',
    code: `def ask():
    print("hi")
    number = int(input("Number? "))
    with open("out.txt", "w") as file:
        file.write(str(number + 1))
    for _ in range(2):
        number += 1
    return number
`,
    tests: null,
    cases: [
      call('ask()', { stdin: '7', stdout: 'hi', returns: '9', writes: { 'out.txt': '8' } }),
      call('ask()', { stdin: '7', stdout: 'Hi', compare: 'words' }),
      call('ask()', { stdin: '', stdout: '' }),
      {
        ...{ kind: 'code', ...defaults, returns: '3', raises: null, stdin: '1\n' },
        code: 'print("first")\ntotal = ask()\ntotal',
        stdout: 'first\nhi\n',
      },
      call('ask()', { stdin: '7', writes: { 'other.txt': '8' } }),
      rule(true, 'loop', 'for'),
      rule(false, 'call', 'sorted'),
      rule(true, 'recursion', null),
    ],
    verdict: 'failed',
    check: (report) => {
      expect(report.tests.map(({ outcome, message, line }) => [outcome, message, line])).toEqual([
        ['passed', null, null],
        [
          'failed',
          "Only upper and lower case differ in word 1: it should be 'Hi', but is 'hi'.",
          null,
        ],
        ['error', expect.stringMatching(/^Line 3: EOFError: your program calls input\(\) more/), 3],
        ['passed', null, null],
        ['failed', '`ask()` should write the file other.txt, but afterwards there is none.', null],
        ['failed', 'Teacher.\n\nLine 6 has a `for` loop, which this assignment does not allow.', 6],
        [
          'failed',
          'Teacher.\n\nNo line of your file uses `sorted` by this name, but this assignment requires it.',
          null,
        ],
        ['passed', null, null],
      ]);
      expect(testOf(report, 'cases.1').output).toBe('hi\nNumber? 7\n');
    },
  },
  {
    title: 'a script gets its input, and its terminal is shown with that input',
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
        title: 'Ada',
        outcome: 'passed',
        message: null,
        output: terminal,
      });
      expect(testOf(report, 'cases.2')).toMatchObject({
        outcome: 'failed',
        message:
          "Printed line 1 should be 'Ada, next year you will be 38.', but it is 'Ada, next year you will be 37.'.",
        expected: 'Ada, next year you will be 38.',
        actual: 'Ada, next year you will be 37.',
        call: null,
        line: null,
        output: terminal,
      });
    },
  },
  {
    title:
      'a script that asks too often or stops is reported with its line, and the next starts afresh',
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
        /^Line 2: EOFError: your program calls input\(\) more often than this example answers: only one line is typed here\.\n\n/,
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
        message: expect.stringMatching(
          /^`add\("1", "2"\)` should be 3, but is '12'\. It is a text, but a whole number/,
        ) as string,
        call: 'add("1", "2")',
        expected: '3',
        actual: "'12'",
      });
      expect(testOf(report, 'cases.7')).toMatchObject({
        message: expect.stringContaining('but is None. Line 12 only prints') as string,
        output: 'A\n',
      });
      expect(testOf(report, 'cases.8')).toMatchObject({
        message: expect.stringMatching(
          /^`root\(-1\)` should raise KeyError, but raises Negative\.\nLine 16: /,
        ) as string,
        line: 16,
        expected: 'KeyError',
        actual: 'Negative: -1 is negative',
      });
      expect(testOf(report, 'cases.9').message).toBe(
        '`root(4)` should raise ValueError, but returns 2.0.',
      );
      expect(testOf(report, 'cases.11')).toMatchObject({ line: 16, call: 'root(-1)' });
      expect(testOf(report, 'cases.14').message).toBe(
        'The tests call the function `addd`, but your file does not define it. It has `add` in line 10. Did you mean that? Rename it to `addd`.',
      );
      expect(testOf(report, 'cases.15').message).toContain('The tests call the function `max`');
    },
  },
  {
    title: 'a built-in name in a call is the student’s if the model solution defines it',
    code: `def sum(numbers): return 42
def all(values): return True
def isinstance(value, kind): return True
def len(values): return 0
def is_prime(n): return n == 2
def factors(n): return 5
`,
    tests: null,
    cases: [
      call('sum([1, 2])', { returns: '42', modelNames: ['sum'] }),
      call('all(is_prime(n) for n in [2, 4])', { returns: 'True' }),
      call('isinstance(factors(12), list)', { returns: 'False' }),
      call('(lambda all: all)(is_prime(2))', { returns: 'True' }),
      call('[len for len in [factors(1)] if len > 0]', { returns: '[5]' }),
      call('sum([len([is_prime(n) for n in (1, 2)])])', { returns: '42', modelNames: ['sum'] }),
      call('max([1, 2])', { returns: '2', modelNames: ['max'] }),
      call('factors(max(1, 2))', { returns: '5', modelNames: ['max'] }),
    ],
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report).map((text) => text.replace('cases.', ''))).toEqual([
        ...['1 passed', '2 failed', '3 passed', '4 passed', '5 passed', '6 passed'],
        ...['7 error', '8 error'],
      ]);
      for (const name of ['cases.7', 'cases.8']) {
        expect(testOf(report, name).message).toContain(
          'The tests call the function `max`, but your file does not define it.',
        );
      }
    },
  },
  {
    title: 'the result of a call is compared as Python compares it',
    code: values,
    tests: null,
    cases: [
      ...equal('dec("1.50")', '1.5'),
      ...equal('[frac(1, 2), frac(4, 2)]', '[0.5, 2]'),
      ...equal('same(MyDecimal("2.5"))', '2.5'),
      ...equal('same(MyFraction(3, 2))', '1.5'),
      ...equal('same(Many([1]))', '[1]'),
      ...equal('same(True)', '1'),
      ...equal('same({1: (2.0, {3})})', '{True: (2, {3})}'),
      ...equal('{"a": same(1)}.keys()', "{'a'}"),
      ...equal('list(steps(3))', '[0, 1, 2]'),
      ...equal('Account(5).add(3).add(4).money', '12'),
      ...equal('add_all(1, 2, start=3)', '6'),
      ...equal('[last for x in (1, 2) if (last := same(x))]', '[1, 2]'),
      ...equal('[[same(a + b) for a in range(2)] for b in range(2)]', '[[0, 1], [1, 2]]'),
      ...equal('sorted([1, 3, 2], key=lambda x: -same(x))', '[3, 2, 1]'),
      ...equal('f"{same(3)}"', '"3"'),
      ...equal('keep()', '[0]'),
      ...equal('keep()', '[0, 1]'),
    ],
    verdict: 'passed',
  },
  {
    title: 'the result of a call is not equal to a value that only looks equal',
    code: values,
    tests: null,
    cases: [
      ...equal('dec("0.1")', '0.1'),
      ...equal('steps(3)', '[0, 1, 2]'),
      ...equal('same((1, 2))', '[1, 2]'),
      ...equal('same(float("nan"))', '1e999'),
      ...equal('[Anything()]', '[42]'),
      ...equal('{Anything(): 1}', '{42: 1}'),
      ...equal('same(range(3))', '[0, 1, 2]'),
      ...equal('same', '3'),
    ],
    verdict: 'failed',
    check: (report) => {
      expect(report.tests.filter(({ outcome }) => outcome !== 'failed')).toEqual([]);
      expect(testOf(report, 'cases.2').message).toMatch(/not calculated yet\. Write `list\(…\)`/);
    },
  },
  {
    title: 'one reading of prompts must fit all cases',
    code: 'input("not ")\nprint("a leap year")\n',
    tests: null,
    cases: [
      script('2000', 'a leap year'),
      script('1900', 'not a leap year'),
      script('2024', 'a leap year'),
      script('2023', 'not a leap year', { hidden: true }),
    ],
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual([
        ...['cases.1 passed', 'cases.2 failed', 'cases.3 passed', 'cases.4 failed'],
      ]);
      expect(testOf(report, 'cases.2').message).toBe(
        "Printed line 1 should be 'not a leap year', but it is 'a leap year'.\nWhat counts as a prompt is decided once for all examples. If it were decided so that this example is right, an earlier one would be wrong.",
      );
    },
  },
  {
    title: 'a sign in a prompt counts in all cases or in none',
    code: 'n = int(input("-"))\nprint(n * n)\n',
    tests: null,
    cases: [script('3', '9', { compare: 'numbers' }), script('-3', '-9', { compare: 'numbers' })],
    verdict: 'failed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual(['cases.1 passed', 'cases.2 failed']);
    },
  },
  {
    title: 'prompts of several kinds fit one reading',
    code: `import sys
name = input("Who? ")
print("How old? ", end="")
age = int(input())
sys.stdout.write("Where? ")
sys.stdout.flush()
place = sys.stdin.readline().strip()
print(name, age + 1, place)
`,
    tests: null,
    cases: [script('Ada\n36\nRome', 'Ada 37 Rome'), script('Bo\n1\nOslo', 'Bo 2 Oslo')],
    verdict: 'passed',
  },
  ...endings.map(([title, code]): Program => ({
    title: `a script that ${title} leaves nothing behind for the next`,
    code,
    tests: null,
    cases: [1, 2, 3, 4, 5, 6].map((number) => script(String(number), String(number + 1))),
    limits: { memoryMiB: 64 },
    verdict: 'passed',
  })),
];

const prompting = 'name = input("Who? ")\nprint("Hi", name)\n';
const silent = 'name = input()\nprint("Hi", name)\n';
const byPrint = 'print("Who? ", end="")\nname = input()\nprint("Hi", name)\n';
const readWhole = 'import sys\nprint(sum(int(line) for line in sys.stdin.read().split()))\n';
const readByFileinput = 'import fileinput\nprint(sum(int(line) for line in fileinput.input()))\n';
const running =
  'total = 0\nfor _ in range(3):\n    total += int(input())\n    print(total, end=" ")\n';

const untilEnd = `names = []
while True:
    try:
        names.append(input("Name: "))
    except EOFError:
        print()
        break
print(" and ".join(names))
`;
const untilEndByPrint = untilEnd
  .replace('input("Name: ")', 'ask()')
  .replace('names = []', 'names = []\ndef ask():\n    print("Name: ", end="")\n    return input()');
const readToEnd = 'import sys\nnames = sys.stdin.read().split()\nprint()\nprint(*names)\n';

/** What is expected, what is printed, and whether they are equal. */
const sameNumbers: [string, string, boolean][] = [
  ['9007199254740993', '9007199254740992', false],
  ['9007199254740993', '9007199254740992.0', false],
  ['1000000', '1000000.9', false],
  ['1000000', '1000000.0', true],
  ['1000000.9', '1000000', false],
  ['1000.5', '1000.5004', true],
  ['3', '2.9999999999999996', true],
  ['3', '3.0000001', false],
  ['1000', '1e3', true],
  ['1e400', '1e500', false],
  ['0', '-0', true],
  ['7', '007', true],
  ['1000', '1_000', true],
  ['1000', '1_999', false],
  ['50', '50%', true],
  ['3', '3.', true],
  ['0.5', '.5', true],
  ['255', '0xff', true],
  ['255', '0xfe', false],
  ['-5', '−5', true],
  ['3 4', '3-4', true],
  ['3 -4', '(3-4j)', true],
  ['24 12 2026', '24.12.2027', false],
  ['1 5', '1...5', true],
  ['3.3333333', '3.3333333 or nan', false],
  ['3.3333333', 'nan', false],
  ['3', '3 -inf', false],
  ['5', '5 info', true],
];

/** Whether one program passes one case. */
export const comparisonsOfOutput: [string, string, GradingCase, boolean][] = [
  ...sameNumbers.map(([want, have, same]): [string, string, GradingCase, boolean] => [
    `numbers: ${have} is ${same ? '' : 'not '}${want}`,
    `print(${JSON.stringify(have)})`,
    numbers(want),
    same,
  ]),
  [
    'lines: a separate line end after the last prompt is ignored',
    untilEnd,
    script('a\nb', 'a and b'),
    true,
  ],
  ['lines: so is one after a prompt by print()', untilEndByPrint, script('a\nb', 'a and b'), true],
  ['lines: a line end without a prompt counts', readToEnd, script('a\nb', 'a b'), false],
  [
    'exact: the line end after the last prompt counts',
    untilEnd,
    script('a', 'Name: Name: \na\n', { compare: 'exact' }),
    true,
  ],
  [
    'exit status: a status other than 0 is a failure',
    'print(1)\nimport os\nos._exit(3)',
    script('', '1'),
    false,
  ],
  ['lines: prompts of input() don’t count', prompting, script('Ada', 'Hi Ada'), true],
  ['lines: no prompt is fine', silent, script('Ada', 'Hi Ada'), true],
  ['lines: a prompt by print() is fine', byPrint, script('Ada', 'Hi Ada'), true],
  ['lines: prompts may be expected', prompting, script('Ada', 'Who? Hi Ada'), true],
  ['lines: text before input() need not be a prompt', running, script('1\n2\n3', '1 3 6'), true],
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
  ['numbers: one too many', 'print(1, 2)', numbers('1'), false],
  ['numbers: prompts don’t count', 'input("Number 1: ")\nprint(5)', numbers('5'), true],
  ['words: lines and spaces don’t count', 'print("a\\n\\n b  c.")', words('a b\nc.'), true],
  ['words: signs count', 'print("a b c")', words('a b c.'), false],
  ['words: case counts', 'print("A b")', words('a b'), false],
  ['words: in order', 'print("b a")', words('a b'), false],
  ['words: one too many', 'print("a b c")', words('a b'), false],
  ['words: one too few', 'print("a")', words('a b'), false],
  ['words: prompts don’t count', 'input("Who? ")\nprint("a b")', words('a\nb'), true],
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
  ['main guards run', 'if __name__ == "__main__":\n    print(1)', script('', '1'), true],
];
