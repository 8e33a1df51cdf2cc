import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf, recordedJob } from './jobs.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

const solution = `
def count_lines(path):
    with open(path) as file:
        return len(file.readlines())


def write_report(path):
    with open(path, "w") as file:
        file.write("3 lines")
`;

const tests = `
import os
import tempfile
import unittest

from submission import count_lines, write_report


class TestFiles(unittest.TestCase):
    def test_reads(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("one\\ntwo\\n")
            file.flush()
            self.assertEqual(count_lines(file.name), 2)

    def test_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "report.txt")
            write_report(path)
            with open(path) as file:
                self.assertEqual(file.read(), "3 lines")
            self.assertEqual(os.listdir(folder), ["report.txt"])
`;

/** The result of another program in split mode, with the record of the solution. */
async function graded(code: string, parts: { code: string; tests: string }) {
  const job = await recordedJob(sandbox, jobOf(parts));
  return sandbox.grade({ ...job, code });
}

test('tests and program exchange files below /tmp', async () => {
  const report = await graded(solution, { code: solution, tests });
  expect(report.verdict).toBe('passed');
});

test('a program that writes something else fails the test that reads it', async () => {
  const report = await graded(solution.replace('3 lines', '4 lines'), { code: solution, tests });
  expect(report.tests.map(({ outcome }) => outcome)).toEqual(['passed', 'failed']);
});

test('files of one grading are gone in the next', async () => {
  const parts = {
    code: 'import os\ndef first():\n    is_first = not os.path.exists("/tmp/left")\n    open("/tmp/left", "w").close()\n    return is_first\n',
    tests: `
import unittest
from submission import first

class TestFirst(unittest.TestCase):
    def test_first(self):
        self.assertIs(first(), True)
        self.assertIs(first(), False)
`,
  };
  const reports = await Promise.all(
    [1, 2, 3, 4].map(async () => (await graded(parts.code, parts)).verdict),
  );
  expect(reports).toEqual(['passed', 'passed', 'passed', 'passed']);
});

test('a symbolic link of the program leads the tests nowhere', async () => {
  const parts = {
    code: 'def prepare():\n    open("/tmp/notes.txt", "w").close()\n',
    tests: `
import unittest
from submission import prepare

class TestNotes(unittest.TestCase):
    def test_notes(self):
        prepare()
        with open("/tmp/notes.txt", "w") as file:
            file.write("kept")
        with open("/tmp/notes.txt") as file:
            self.assertEqual(file.read(), "kept")
        with self.assertRaises(FileNotFoundError):
            open("/submission/notes.txt")
`,
  };
  const linking = (target: string) =>
    `import os\ndef prepare():\n    os.symlink("${target}", "/tmp/notes.txt")\n`;
  const reports = await Promise.all(
    [linking('/submission/notes.txt'), linking('other.txt')].map((code) => graded(code, parts)),
  );
  for (const report of reports) {
    expect(report.verdict).toBe('failed');
    expect(report.tests[0]?.message).toMatch(/symbolic link/i);
  }
});

test('each process keeps its own working folder, and modules come from nowhere else', async () => {
  const parts = {
    code: 'def leave():\n    return None\n',
    tests: `
import sys
import unittest
from submission import leave

class TestApart(unittest.TestCase):
    def test_apart(self):
        leave()
        with self.assertRaises(ImportError):
            import left_module
        with self.assertRaises(FileNotFoundError):
            open("/submission/left_module.py")
`,
  };
  const leaving = `
def leave():
    for folder in ("/tmp", "/submission"):
        with open(folder + "/left_module.py", "w") as file:
            file.write("raise SystemExit")
`;
  const report = await graded(leaving, parts);
  expect(report.verdict).toBe('passed');
});
