import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf } from './jobs.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

const model = 'def double(number):\n    return 2 * number\n';

const testsWith = (lines: readonly string[]) => `
import ast, importlib.util, inspect, runpy, sys, tempfile, timeit, types, unittest
from pathlib import Path

import submission


class TestText(unittest.TestCase):
    def test_text(self):
        text = inspect.getsource(submission)
        names = {}
${lines.map((line) => `        ${line}`).join('\n')}
`;

/** The result of the model solution, which is right. */
async function outcomeOf(lines: readonly string[]) {
  const job = jobOf({ code: model, tests: testsWith(lines), judge: 'split' });
  return (await sandbox.record(job)).report.tests[0];
}

describe("a test cannot run the text of the student's file in the judge's process", () => {
  test.each([
    ['exec', ['exec(text, names)', 'self.assertEqual(names["double"](4), 8)']],
    ['exec, caught', ['try: exec(text, names)', 'except BaseException: pass']],
    ['eval', ['eval(compile(text, "text", "exec"), names)']],
    ['compile', ['exec(compile(text, "tests.py", "exec"), names)']],
    ['a tree', ['exec(compile(ast.Module(ast.parse(text).body[:1], []), "tree", "exec"), names)']],
    ['a function type', ['types.FunctionType(compile(text, "x", "exec").co_consts[0], {})(4)']],
    [
      'code of a function',
      [
        'def double(number): return number',
        'double.__code__ = compile(text, "x", "exec").co_consts[0]',
      ],
    ],
    ['timeit', ['timeit.timeit(text, number=1)']],
  ])('by %s', async (_title, lines) => {
    const outcome = await outcomeOf(lines);
    expect(outcome?.outcome).not.toBe('passed');
    expect(outcome?.message).toContain("The test runs the text of the student's file");
  });

  test.each([
    ['import', ['sys.path.insert(0, folder)', 'import copied']],
    ['runpy', ['runpy.run_path(str(path))']],
    [
      'its location',
      [
        'spec = importlib.util.spec_from_file_location("copied", path)',
        'spec.loader.exec_module(importlib.util.module_from_spec(spec))',
      ],
    ],
  ])('from a shared folder by %s', async (_title, lines) => {
    const copied = [
      'folder = tempfile.mkdtemp()',
      'path = Path(folder, "copied.py")',
      'path.write_text(text)',
    ];
    expect((await outcomeOf([...copied, ...lines]))?.outcome).toBe('error');
  });
});

test('no patch of a test is left in the next one, even if the test fails', async () => {
  const tests = `
import builtins, sys, unittest
from unittest.mock import mock_open, patch

import submission


class TestPatches(unittest.TestCase):
    @patch("builtins.input", return_value="typed")
    @patch("builtins.print")
    @patch("builtins.open", mock_open(read_data="written"))
    @patch("sys.argv", ["submission.py", "given"])
    def test_a_fails_under_patches(self, printing, asking):
        self.assertEqual(submission.seen(), ["typed", "written", "given"])
        self.fail("on purpose")

    def test_b_sees_none(self):
        self.assertEqual(submission.seen(), ["EOFError", "FileNotFoundError", "nothing"])
`;
  const code = `
import sys


def seen():
    print("seen")
    found = []
    try:
        found.append(input())
    except EOFError:
        found.append("EOFError")
    try:
        with open("not-there.txt") as file:
            found.append(file.read())
    except FileNotFoundError:
        found.append("FileNotFoundError")
    found.append(sys.argv[1] if sys.argv[1:] else "nothing")
    return found
`;
  const { tests: results } = (await sandbox.record(jobOf({ code, tests, judge: 'split' }))).report;
  expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'passed']);
  expect(results[0]?.message).toContain('on purpose');
  expect(results[1]?.output).toBe('seen\n');
});
