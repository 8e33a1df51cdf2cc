import { gradingBundleSchema, type Judge } from '@touchstone/contracts';
import { createSandbox, type Sandbox } from '@touchstone/grader-api/offline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspectTests } from '../src/course/inspect-tests.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

const imports = `
import asyncio, inspect, os, random, sys, time, unittest
from unittest import mock
from unittest.mock import patch
import submission
from submission import Base, fetch, solve
`;
const head = `${imports}\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(solve())\n`;

/** A statement of a test, and what is said of it: nothing, or one sentence with this in it. */
const statements: readonly (readonly [statement: string, sentence: string | null])[] = [
  ['self.assertEqual(submission.solve(), 1)', null],
  ['patch("random.randint").start()', 'use `submission.random.randint`'],
  ['mock.patch.object(time, "sleep").start()', 'use `submission.time.sleep`'],
  ['patch.dict(os.environ, {"A": "1"}).start()', 'use `submission.os.environ`'],
  ['patch.dict("os.environ", {"A": "1"}).start()', 'use `submission.os.environ`'],
  ['time.sleep = print', 'use `submission.time.sleep`'],
  ['os.environ["A"] = "1"', 'use `submission.os.environ`'],
  ['random.seed(1)', 'use `submission.random.seed`'],
  ['patch("submission.random.randint").start()', null],
  ['mock.patch.object(submission.random, "randint").start()', null],
  ['patch("builtins.input").start()', null],
  ['patch("sys.stdout").start()', null],
  ['sys.stdin = None', null],
  ['class Mine(Base): pass', '`Mine` extends `Base` of the student'],
  ['class Mine(submission.Base): pass', '`Mine` extends `submission.Base`'],
  ['class Mine(Exception): pass', null],
  ['inspect.getsource(solve)', '`inspect.getsource` cannot read'],
  ['inspect.getsource(unittest)', null],
  ['asyncio.run(fetch())', "a coroutine of the student's file, `fetch`"],
  ['asyncio.run(asyncio.sleep(0))', null],
  [
    'data = [1]; box = Base(data); box.add(2); self.assertEqual(data, [1, 2])',
    '`data` was handed to `Base`',
  ],
  ['data = [2, 1]; solve(data); self.assertEqual(data, [1, 2])', null],
  ['data = [1]; self.assertEqual(solve(solve(data)), 1)', null],
];

const bundleOf = (
  sources: readonly string[],
  changes: { judge?: Judge; preload?: string[] } = {},
) =>
  gradingBundleSchema.parse({
    ...{ fileName: 'submission.py', judge: 'split', scoring: 'all', points: 100, limits: {} },
    ...{ preload: [], files: [], record: null, ...changes },
    testFiles: sources.map((source, index) => ({
      ...{ fileName: `${index}.py`, source, hidden: false },
    })),
  });

it('says what a test cannot do across two processes, and nothing of what it can', async () => {
  const sources = statements.map(([statement]) => `${head}        ${statement}\n`);
  const { advice } = await inspectTests(bundleOf(sources), sandbox);
  const said = statements.map(([statement], index) => [
    statement,
    advice.filter(({ fileName }) => fileName === `${index}.py`).map(({ message }) => message),
  ]);
  expect(said).toEqual(
    statements.map(([statement, sentence]) => [
      statement,
      sentence === null ? [] : [expect.stringContaining(sentence)],
    ]),
  );
});

it('says nothing of all that where tests and program share a process', async () => {
  const sources = statements.map(([statement]) => `${head}        ${statement}\n`);
  const { advice } = await inspectTests(bundleOf(sources, { judge: 'shared' }), sandbox);
  expect(advice).toEqual([]);
});

it('names each test that asserts nothing, by its line, whatever the judge', async () => {
  const source = `import unittest
from submission import *

class T(unittest.TestCase):
    def test_none(self):
        solve()

    def test_helper(self):
        self.check(solve())

    def test_own(self):
        if not solve():
            self.fail()

    def test_with(self):
        with self.assertRaises(ValueError):
            solve()

    def check(self, value):
        assert value
`;
  for (const judge of ['split', 'shared'] as const) {
    const { advice } = await inspectTests(bundleOf([source], { judge }), sandbox);
    expect(advice).toEqual([
      {
        ...{ fileName: '0.py', line: 5 },
        message: expect.stringMatching(/^`test_none` asserts/) as string,
      },
    ]);
  }
});

it('leaves tests that are no Python to the model solution, and names modules that are missing', async () => {
  const preload = ['json', 'os.path', 'no_such', 'no_such.part'];
  expect(await inspectTests(bundleOf(['class ('], { preload }), sandbox)).toEqual({
    advice: [],
    missingModules: ['no_such', 'no_such.part'],
  });
});
