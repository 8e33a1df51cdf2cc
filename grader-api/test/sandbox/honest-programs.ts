import { expect } from 'vitest';
import type { GradingReport } from '@touchstone/contracts';
import { outcomesOf, rightCode, testOf, type JobParts } from './jobs.ts';

export interface Program extends JobParts {
  title: string;
  verdict: GradingReport['verdict'];
  check?: (report: GradingReport) => void;
}

/** Programs without malice; every sandbox must grade them alike. */
export const honestPrograms: Program[] = [
  {
    title: 'a right program passes, and its tests have readable titles',
    code: rightCode,
    verdict: 'passed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual([
        'TestHello.test_world passed',
        'TestHello.test_anybody_else passed',
      ]);
      expect(report.tests.map((test) => test.title)).toEqual(['Greets the world', 'Anybody else']);
      expect(report.cpuMs).toBeGreaterThan(0);
      expect(report.peakMemoryBytes).toBeGreaterThan(1_000_000);
    },
  },
  {
    title: 'a wrong program fails, with what was called, expected and returned',
    code: 'def hello(name):\n    print("called", name)\n    return "Hello, World!"\n',
    verdict: 'failed',
    check: (report) => {
      expect(testOf(report, 'TestHello.test_world').outcome).toBe('passed');
      expect(testOf(report, 'TestHello.test_anybody_else')).toMatchObject({
        outcome: 'failed',
        message:
          "`hello(\"Ada\")` should be 'Hello, Ada!', but is 'Hello, World!'. " +
          'Look at line 3, where `hello` returns.',
        call: 'hello("Ada")',
        expected: "'Hello, Ada!'",
        actual: "'Hello, World!'",
        line: null,
        output: 'called Ada\n',
      });
      expect(report.output).toBe('called Ada\ncalled World\n');
    },
  },
  {
    title: 'an exception in the program is an error with its line and no path of ours',
    code: 'def hello(name):\n    return greet(name)\n\ndef greet(name):\n    return "Hello" + len(name)\n',
    verdict: 'failed',
    check: (report) => {
      const test = testOf(report, 'TestHello.test_world');
      expect(test).toMatchObject({ outcome: 'error', line: 5, call: 'hello("World")' });
      expect(test.message).toMatch(/^Line 5: `"Hello"` is a text .*`str\(len\(name\)\)`/);
      expect(test.message).toContain('\n\nTypeError: can only concatenate str');
      expect(test.message).toContain('line 2, in hello');
      expect(JSON.stringify(report)).not.toMatch(/touchstone|judge|unittest/);
    },
  },
  {
    title: 'a syntax error names its line and shows the place',
    code: 'x = 1\ndef hello(name)\n    return name\n',
    verdict: 'syntax-error',
    check: (report) => {
      expect(report.tests).toEqual([]);
      expect(report.output).toMatch(/^Line 2: .*needs a colon/);
      expect(report.output).toContain("\n\nSyntaxError: expected ':'\n");
      expect(report.output).toContain('    def hello(name)\n                   ^');
    },
  },
  {
    title: 'a module that does not load names its line, before what it printed',
    code: 'print("here")\nprint(nothing)\n',
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.tests).toEqual([]);
      expect(report.output).toMatch(/^Line 2: `nothing` is not defined/);
      expect(report.output).toContain("NameError: name 'nothing' is not defined");
      expect(report.output).toMatch(/\n\nhere\n$/);
    },
  },
  {
    title: 'a misspelt name fails the tests that use it, with the name that is there',
    code: 'def helo(name):\n    return name\n',
    verdict: 'failed',
    check: (report) => {
      expect(testOf(report, 'TestHello.test_world')).toMatchObject({
        outcome: 'error',
        message:
          'The tests call the function `hello`, but your file does not define it. It has `helo` in line 1. Did you mean that? Rename it to `hello`.',
      });
    },
  },
  {
    title: 'hidden tests count, and what is printed in them is not shown',
    code: 'def hello(name):\n    print("called", name)\n    return "Hello, " + name.title() + "!"\n',
    hiddenTests: `
import unittest
from submission import hello

class TestSecret(unittest.TestCase):
    def test_small_letters(self):
        self.assertEqual(hello("secret"), "Hello, secret!")
`,
    verdict: 'failed',
    check: (report) => {
      expect(testOf(report, 'TestSecret.test_small_letters')).toMatchObject({
        outcome: 'failed',
        hidden: true,
      });
      expect(report.output).toBe('called Ada\ncalled World\n');
    },
  },
  {
    title: 'asyncio, tempfile and a file in the working folder work',
    code: `import asyncio, tempfile
async def answer(name):
    await asyncio.sleep(0)
    return f"Hello, {name}!"
def hello(name):
    with tempfile.TemporaryFile("w+") as file, open("notes.txt", "w") as notes:
        notes.write(name)
        file.write(asyncio.run(answer(name)))
        file.seek(0)
        return file.read()
`,
    verdict: 'passed',
  },
];

/** More of them, which need to run in one sandbox only. */
export const oddButRightPrograms: Program[] = [
  {
    title: 'exit() while loading is explained',
    code: 'import sys\nsys.exit()\n',
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.output).toMatch(/^Line 2: The program stopped itself with exit\(\)/);
    },
  },
  {
    title: 'input() without input is explained',
    code: 'name = input("Your name? ")\n',
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.output).toMatch(/^Line 1: Your program calls `input\(\)`, but nobody types/);
      expect(report.output).toContain('EOFError: ');
      expect(report.output).toContain('Your name? ');
    },
  },
  {
    title: 'input and print can be tested by patches',
    code: 'def main():\n    print("Hello,", input())\n',
    tests: `
import io, unittest
from contextlib import redirect_stdout
from unittest.mock import patch
import submission

class TestMain(unittest.TestCase):
    def test_greets_who_typed(self):
        printed = io.StringIO()
        with patch("builtins.input", lambda: "Ada"), redirect_stdout(printed):
            submission.main()
        with patch("sys.stdin", io.StringIO("Grace\\n")), redirect_stdout(printed):
            submission.main()
        self.assertEqual(printed.getvalue(), "Hello, Ada\\nHello, Grace\\n")
`,
    verdict: 'passed',
  },
  {
    title: 'text in any script is printed as it is, and lone surrogates are escaped',
    code: `print("grüß dich, 世界 🎉")\nprint("\\ud800\\0")\n${rightCode}`,
    verdict: 'passed',
    check: (report) => {
      expect(report.output).toBe('grüß dich, 世界 🎉\n\\ud800\0\n');
    },
  },
  {
    title: 'twenty threads work within 256 MiB',
    code: `import threading, time
def hello(name):
    answers = []
    threads = [
        threading.Thread(target=lambda: (time.sleep(0.05), answers.append(1))) for _ in range(20)
    ]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return f"Hello, {name}!" if len(answers) == 20 else "too few"
`,
    verdict: 'passed',
  },
  {
    title: 'files beside the program can be read and imported, and not changed',
    code: `import phrases
def hello(name):
    try:
        open("data/names.txt", "w")
    except PermissionError:
        return phrases.greeting.format(open("data/names.txt").read().split()[0] and name)
`,
    files: { 'data/names.txt': 'Ada Grace', 'phrases.py': 'greeting = "Hello, {}!"' },
    verdict: 'passed',
  },
  {
    title:
      'a program keeps its state from test to test; tests run by name and are listed as written',
    code: 'count = 0\ndef bump():\n    global count\n    count += 1\n    return count\n',
    tests: `
import unittest
import submission

class TestBump(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.before = submission.count
    def test_z_runs_second(self):
        self.assertEqual(submission.bump(), self.before + 2)
    def test_a_runs_first(self):
        self.assertEqual(submission.bump(), self.before + 1)
`,
    verdict: 'passed',
    check: (report) => {
      expect(outcomesOf(report)).toEqual([
        'TestBump.test_z_runs_second passed',
        'TestBump.test_a_runs_first passed',
      ]);
    },
  },
  {
    title: 'a byte order mark and line ends of any system are accepted',
    code: `\ufeff${rightCode.replaceAll('\n', '\r')}\r\n`,
    verdict: 'passed',
  },
  {
    title: 'lines are counted and shown as Python counts them',
    code: 'a = "\f"\nb = "\x85\u2028"\r\nraise ValueError(a)\n',
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.output).toMatch(/^Line 3: .*`raise` raises `ValueError`/);
      expect(report.output).toContain('\n\nValueError: \f\n');
      expect(report.output).toContain('    raise ValueError(a)');
    },
  },
  {
    title: 'of a very long line with a syntax error only the place is shown',
    code: `x = ${'['.repeat(5_000)}\n`,
    verdict: 'syntax-error',
    check: (report) => {
      expect(report.output).toMatch(/^Line 1: SyntaxError: too many nested/);
      expect(report.output.length).toBeLessThan(500);
    },
  },
  {
    title: 'exceptions of all kinds are reported, and end no other test',
    code: `class Stop(BaseException): pass
def hello(name):
    if name == "World": raise KeyboardInterrupt
    return f"Hello, {name}!"
`,
    verdict: 'failed',
    check: (report) => {
      expect(testOf(report, 'TestHello.test_world')).toMatchObject({ outcome: 'error', line: 3 });
      expect(testOf(report, 'TestHello.test_world').message).toMatch(
        /^Line 3: .*`KeyboardInterrupt`/,
      );
      expect(testOf(report, 'TestHello.test_anybody_else').outcome).toBe('passed');
    },
  },
  {
    title: 'an exception of any kind while loading is reported with its line',
    code: 'class Stop(BaseException): pass\nraise Stop("here")\n',
    verdict: 'runtime-error',
    check: (report) => {
      expect(report.output).toMatch(/^Line 2: .*`Stop`.*\n\nStop: here\n/);
    },
  },
  {
    title: "the program's own assertion is reported as its own",
    code: 'def hello(name):\n    assert name == "World", "who?"\n    return "Hello, World!"\n',
    verdict: 'failed',
    check: (report) => {
      expect(testOf(report, 'TestHello.test_anybody_else')).toMatchObject({ line: 2 });
      expect(testOf(report, 'TestHello.test_anybody_else').message).toMatch(
        /^Line 2: Your `assert` fails here: `name == "World"`.*\n\nAssertionError: who\?/,
      );
    },
  },
  {
    title: 'characters of several bytes are printed whole, however many there are',
    code: `print("é" * 9_000 + "世" * 9_000)\n${rightCode}`,
    verdict: 'passed',
    check: (report) => {
      expect(report.output).toBe(`${'é'.repeat(9_000)}${'世'.repeat(9_000)}\n`);
    },
  },
  {
    title: 'printing 3.9 MB is allowed, and 4.1 MB is an output limit that keeps the beginning',
    code: 'def hello(name):\n    print("x" * (200_000 if name == "World" else 3_900_000))\n    return f"Hello, {name}!"\n',
    verdict: 'output-limit',
    check: (report) => {
      expect(testOf(report, 'TestHello.test_anybody_else').outcome).toBe('passed');
      expect(report.output).toMatch(/^The program printed more than 4 MB.*\n\nxxxx/);
    },
  },
  {
    title: 'a large wrong text is reported without delay',
    code: 'def table(n):\n    return "\\n".join(f"line {i + 1} {i * 7919 % 104729}" for i in range(n))\n',
    tests: `
import unittest
from submission import table

class TestTable(unittest.TestCase):
    def test_table(self):
        self.assertEqual(table(2_000), "\\n".join(f"line {i} {i % 7919}" for i in range(2_000)))
`,
    verdict: 'failed',
    check: (report) => {
      expect(report.tests[0]?.message).toBe(
        '`table(2_000)` is not what was expected. Look at line 2, where `table` returns.',
      );
      expect(report.cpuMs).toBeLessThan(800);
    },
  },
  {
    title: 'many tests that fail with long texts are reported',
    code: 'def hello(name):\n    print("🎉" * 3_000)\n    return "🎉" * 3_000\n',
    tests: `
import unittest
from submission import hello

class TestMany(unittest.TestCase):
    pass

for number in range(150):
    def test(self): self.assertEqual(hello("Ada"), "😀" * 3_000)
    setattr(TestMany, f"test_{number}", test)
`,
    limits: { cpuSeconds: 5, wallSeconds: 10 },
    verdict: 'failed',
    check: (report) => {
      expect(report.tests.map((test) => test.outcome)).toEqual(Array(150).fill('failed'));
      expect(report.output).not.toContain('its own grading');
    },
  },
];
