import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf, recordedJob } from './jobs.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

const preamble = `
import functools, io, itertools, logging, os, re, sqlite3, sys, tempfile, threading, types, unittest, zipfile
from pathlib import Path, PosixPath
from unittest.mock import MagicMock, Mock, create_autospec, mock_open, patch

from submission import use


class OwnPath(PosixPath):
    pass


class Box:
    opener = staticmethod(open)

    def __init__(self, size=1):
        self.size = size

    def grown(self, by):
        return Box(self.size + by)


def special():
    made = MagicMock()
    made.__getitem__ = open
    return made


def specified():
    made = create_autospec(Box)
    made.side_effect = open
    return made


def boxes():
    yield Box(3)
`;

const model = 'def use(value, *more):\n    return 1\n';

const testsWith = (value: string) => `${preamble}

class TestUse(unittest.TestCase):
    def test_use(self):
        self.assertEqual(use(${value}), 1)
`;

/** What becomes of the model solution, which does nothing with what it gets. */
async function checked(value: string) {
  const job = jobOf({ code: model, tests: testsWith(value), judge: 'split' });
  return (await sandbox.record(job)).report.tests[0];
}

describe('an object that is not on the list is refused when the course is checked', () => {
  test.each([
    ['zipfile.ZipFile(io.BytesIO(), "a")', 'passes a ZipFile to'],
    ['sqlite3.connect(":memory:")', 'passes a Connection to'],
    ['logging.getLogger("x")', 'passes a Logger to'],
    ['open("/dev/null")', 'passes a TextIOWrapper to'],
    ['threading.Lock()', 'passes a lock to'],
    ['tempfile.TemporaryDirectory()', 'passes a TemporaryDirectory to'],
    ['OwnPath("x")', 'passes an OwnPath to'],
    ['[{"deep": (open,)}]', 'passes the function `open` to'],
    ['eval', 'passes the function `eval` to'],
    ['getattr', 'passes the function `getattr` to'],
    ['os.remove', 'passes the function `remove` to'],
    ['Path("x").write_text', 'passes the method `write_text` of a PosixPath to'],
    ['functools.partial(open, mode="w")', 'passes a partial of the function `open` to'],
    ['functools.lru_cache(open)', 'passes the function `open` to'],
    ['map(open, ["x"])', 'passes a map to'],
    ['zipfile.ZipFile', 'passes the class `ZipFile` to'],
    ['Box.opener', 'passes the function `open` to'],
    ['Mock(wraps=open)', 'passes a mock that wraps'],
    ['Mock(wraps=Path("x"))', 'passes a mock that wraps'],
    ['Mock(side_effect=open)', 'passes a mock that wraps'],
    ['special()', 'passes a mock that wraps'],
    ['self', 'passes a TestCase to'],
    ['sys', 'passes a module to'],
    ['re.match("a", "a")', 'passes a Match to'],
  ])('%s', async (value, sentence) => {
    const only = await checked(value);
    expect(only?.outcome).toBe('error');
    expect(only?.message).toContain(sentence);
    expect(only?.message).toMatch(/Pass |Give the mock/);
  });
});

describe('what an object that is handed over gives back is looked at as well', () => {
  test.each([
    ['lambda: zipfile.ZipFile(io.BytesIO(), "a")', 'value()', 'passes a ZipFile to'],
    ['types.SimpleNamespace(opener=open)', 'value.opener', 'passes the function `open` to'],
    ['Mock(return_value=open)', 'value()', 'passes the function `open` to'],
    ['Mock(child=Mock(wraps=open))', 'value.child', 'passes a mock that wraps'],
    ['iter([open])', 'next(value)', 'passes the function `open` to'],
    ['specified()', 'value("x")', 'passes'],
  ])('%s: %s', async (value, use, sentence) => {
    const job = await recordedJob(sandbox, jobOf({ code: model, tests: testsWith(value) }));
    const code = `def use(value):\n    try:\n        ${use}\n    except Exception:\n        pass\n    return 1\n`;
    const report = await sandbox.grade({ ...job, code });
    expect(report.verdict).toBe('failed');
    expect(report.tests[0]?.message).toContain(sentence);
  });
});

describe('what tests commonly hand over', () => {
  test.each([
    ['len, [1]', 'value(*more)'],
    ['int, "1"', 'value(*more)'],
    ['str.count, "abc", "a"', 'value(*more)'],
    ['functools.partial(pow, 1), 7', 'value(*more)'],
    ['functools.lru_cache(lambda: 1)', 'value()'],
    ['[].__len__', 'value() + 1'],
    ['itertools.count(1)', 'next(value)'],
    ['boxes()', 'next(value).grown(-2).size'],
    ['Box', 'value().size'],
    ['Box().grown', 'value(0).size'],
    ['re.compile("a")', 'len(value.findall("ba"))'],
    ['io.StringIO("1")', 'int(value.read())'],
    ['types.SimpleNamespace(size=1)', 'value.size'],
    ['Mock(return_value=1)', 'value()'],
    ['mock_open(read_data="1")', 'int(value("x").read())'],
    ['create_autospec(Box, return_value=1)', 'value(2)'],
    ['Path("a/b")', '1 if value.name == "b" else 0'],
    ['self.assertTrue', '1 if value(True) is None else 0'],
  ])('%s: %s', async (value, use) => {
    const code = `def use(value, *more):\n    return ${use}\n`;
    const job = jobOf({ code, tests: testsWith(value), judge: 'split' });
    const { report } = await sandbox.record(job);
    expect(report.tests[0]).toMatchObject({ outcome: 'passed', message: null });
  });
});

test('tests import and read what lies beside the program, and write nothing there', async () => {
  const tests = `
import importlib.util
import os
import runpy
import sys
import unittest

import helper
from package import part
from submission import leave


class TestBeside(unittest.TestCase):
    def test_reads(self):
        self.assertEqual((helper.WORD, part.WORD), ("help", "part"))
        with open("data.csv") as file:
            self.assertEqual(file.read(), "1,2")
        self.assertEqual(os.path.basename(helper.__file__), "helper.py")

    def test_writes_nothing(self):
        for name in ("new.py", "helper.py", "data.csv", "package/new.py"):
            with self.assertRaises(OSError):
                open(name, "w")
        self.assertNotIn(os.getcwd(), sys.path)
        self.assertNotIn("", sys.path)

    def test_runs_nothing_of_the_program(self):
        leave()
        self.addCleanup(os.chdir, os.getcwd())
        self.addCleanup(setattr, sys, "path", list(sys.path))
        sys.path.insert(0, "/tmp")
        os.chdir("/tmp")
        sys.path.insert(0, "")
        for name in ("left_module", "left_package"):
            with self.assertRaises(ImportError):
                importlib.import_module(name)
        with self.assertRaises(ImportError):
            runpy.run_path("/tmp/left_module.py")
        spec = importlib.util.spec_from_file_location("left", "/tmp/left_module.py")
        with self.assertRaises(ImportError):
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
`;
  const code = `
import os

def leave():
    os.makedirs("/tmp/left_package")
    for name in ("left_module", "left_package/__init__"):
        with open(f"/tmp/{name}.py", "w") as file:
            file.write("")
`;
  const files = {
    'helper.py': 'WORD = "help"\n',
    'package/__init__.py': '',
    'package/part.py': 'WORD = "part"\n',
    'data.csv': '1,2',
  };
  const { report } = await sandbox.record(jobOf({ code, tests, files, judge: 'split' }));
  expect(report.tests.map(({ outcome, message }) => message ?? outcome)).toEqual([
    'passed',
    'passed',
    'passed',
  ]);
});

test('a name that the file lacks is not asked of the program', async () => {
  const tests = (name: string) => `
import unittest
import submission

class TestNames(unittest.TestCase):
    def test_names(self):
        submission.visible()
        self.assertTrue(hasattr(submission, "visible"))
        self.assertFalse(hasattr(submission, "${name}"))
`;
  const code = `
def visible():
    pass

def __getattr__(name):
    print("asked for", name)
    raise AttributeError(name)
`;
  const solution = code.replace(/def __getattr__[^]*/, '');
  const job = await recordedJob(sandbox, jobOf({ code: solution, tests: tests('secret_name') }));
  const report = await sandbox.grade({ ...job, code });
  expect(report.verdict).toBe('passed');
  expect(report.output).not.toContain('secret_name');
});

test('a name that the model solution makes when it is asked is asked for', async () => {
  const code = `
def __getattr__(name):
    if name == "made_late":
        return 5
    raise AttributeError(name)

def begin():
    global counter
    counter = 1
`;
  const tests = `
import unittest
import submission

class TestLate(unittest.TestCase):
    def test_late(self):
        self.assertEqual(submission.made_late, 5)
        submission.begin()
        self.assertEqual(submission.counter, 1)
`;
  const job = await recordedJob(sandbox, jobOf({ code, tests }));
  expect((await sandbox.grade({ ...job, code })).verdict).toBe('passed');
});
