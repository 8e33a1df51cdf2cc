import { gradingBundleSchema, type GradingBundle } from '@touchstone/contracts';
import { createSandbox, type Sandbox } from '@touchstone/grader-api/offline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspectTests } from '../src/course/inspect-tests.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

const imports = `
import asyncio, dis, inspect, os, random, sys, time, unittest
from unittest import mock
from unittest.mock import patch
import submission
from submission import Base, fetch, solve
`;
const head = `${imports}\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(solve())\n`;

/** A statement of a test, and the remark about it: none, or one sentence that contains this. */
const statements: readonly (readonly [statement: string, sentence: string | null])[] = [
  ['self.assertEqual(submission.solve(), 1)', null],
  ['patch("random.randint").start()', 'use `submission.random.randint`'],
  ['mock.patch.object(time, "sleep").start()', 'use `submission.time.sleep`'],
  ['patch.dict(os.environ, {"A": "1"}).start()', null],
  ['patch.dict("os.environ", {"A": "1"}).start()', null],
  ['patch("sys.argv", ["submission.py", "Ada"]).start()', null],
  ['patch("os.getcwd").start()', 'use `submission.os.getcwd`'],
  ['time.sleep = print', 'use `submission.time.sleep`'],
  ['os.environ["A"] = "1"', null],
  ['random.seed(1)', 'use `submission.random.seed`'],
  ['patch("submission.random.randint").start()', null],
  ['mock.patch.object(submission.random, "randint").start()', null],
  ['patch("builtins.input").start()', null],
  ['patch("sys.stdout").start()', null],
  ['sys.stdin = None', null],
  ['class Mine(Base): pass', '`Mine` extends `Base` of the student'],
  ['class Mine(submission.Base): pass', '`Mine` extends `submission.Base`'],
  ['class Mine(Exception): pass', null],
  [
    'import threading; self.assertTrue(issubclass(Base, threading.Thread))',
    'is a `threading.Thread`',
  ],
  ['import enum; self.assertTrue(issubclass(Base, enum.Enum))', null],
  ['inspect.getsource(solve)', null],
  ['dis.get_instructions(solve)', '`dis.get_instructions` cannot read'],
  ['dis.get_instructions(unittest.main)', null],
  ['asyncio.run(fetch())', "`fetch` is a coroutine of the student's file"],
  ['asyncio.run(asyncio.sleep(0))', null],
  [
    'data = [1]; box = Base(data); box.add(2); self.assertEqual(data, [1, 2])',
    '`data` was passed to `Base`',
  ],
  ['data = [2, 1]; solve(data); self.assertEqual(data, [1, 2])', null],
  ['data = [1]; self.assertEqual(solve(solve(data)), 1)', null],
];

const bundleOf = (
  sources: readonly string[],
  changes: Partial<Pick<GradingBundle, 'judge' | 'preload' | 'otherFiles'>> = {},
) =>
  gradingBundleSchema.parse({
    fileName: 'submission.py',
    judge: 'split',
    scoring: 'all',
    points: 100,
    limits: {},
    preload: [],
    files: [],
    record: null,
    ...changes,
    testFiles: sources.map((source, index) => ({
      fileName: `${index}.py`,
      source,
      hidden: false,
    })),
  });

it('reports what a test cannot do across two processes, and only that', async () => {
  const sources = statements.map(([statement]) => `${head}        ${statement}\n`);
  const { advice } = await inspectTests(bundleOf(sources), sandbox);
  const found = statements.map(([statement], index) => [
    statement,
    advice.filter(({ fileName }) => fileName === `${index}.py`).map(({ message }) => message),
  ]);
  expect(found).toEqual(
    statements.map(([statement, sentence]) => [
      statement,
      sentence === null ? [] : [expect.stringContaining(sentence)],
    ]),
  );
});

it('reports nothing of that if tests and program share a process', async () => {
  const sources = statements.map(([statement]) => `${head}        ${statement}\n`);
  const { advice } = await inspectTests(bundleOf(sources, { judge: 'shared' }), sandbox);
  expect(advice).toEqual([]);
});

/** A whole test file below its imports, and the lines that are advised on, each with a part of it. */
const files: readonly (readonly [source: string, said: Readonly<Record<number, string>>])[] = [
  [
    `class T(unittest.TestCase):
    def test_a(self): self.assertEqual(solve(), 1)
    def test_b(self): self.assertEqual(solve(), 2)
    def test_a(self): self.assertEqual(solve(), 3)
`,
    { 4: '`test_a` is defined twice in `T`, first in line 2' },
  ],
  [
    `class T(unittest.TestCase):
    def test_a(self): self.assertEqual(solve(), 1)
class T(unittest.TestCase):
    def test_b(self): self.assertEqual(solve(), 2)
`,
    { 3: '`T` is defined twice as a class in this file' },
  ],
  [
    `class T(unittest.TestCase):
    @property
    def box(self): return self._box
    @box.setter
    def box(self, value): self._box = value
    def test_a(self): self.assertEqual(solve(), 1)
    async def helper(self): pass
    @asyncio_test
    async def test_b(self): self.assertEqual(solve(), 1)
`,
    {},
  ],
  [
    `class T(unittest.TestCase):
    class Inner(unittest.TestCase):
        def test_a(self): self.assertEqual(solve(), 1)
    def test_b(self):
        self.assertEqual(solve(), 1)
        def test_c(self):
            self.assertEqual(solve(), 1)
`,
    { 2: '`Inner` is inside `T`', 6: '`test_c` is inside `test_b`' },
  ],
  [
    `class Base(unittest.TestCase):
    async def test_a(self): self.assertEqual(solve(), 1)
    @patch("submission.solve")
    def test_b(self, _): yield solve()
class Fine(unittest.IsolatedAsyncioTestCase):
    async def test_c(self): self.assertEqual(solve(), 1)
class More(Fine):
    async def test_d(self): self.assertEqual(solve(), 1)
`,
    { 2: '`test_a` is a coroutine', 4: '`test_b` has a `yield`' },
  ],
  [
    `def test_a():
    assert solve() == 1
def test_b(): return solve()
class TestMore:
    def test_c(self): assert solve() == 1
class Mixin:
    def test_d(self): self.assertEqual(test_b(), 1)
class T(Mixin, unittest.TestCase): pass
class Empty(unittest.TestCase):
    def tets_e(self): self.assertEqual(solve(), 1)
    def setup(self): self.box = 1
`,
    {
      1: 'the top-level function `test_a` is not run',
      4: '`TestMore` does not extend unittest.TestCase',
      9: '`Empty` has no test',
      11: 'did you mean `setUp`?',
    },
  ],
  [
    `class T(unittest.TestCase):
    @unittest.skip("later")
    def test_a(self): self.assertEqual(solve(), 1)
    @unittest.expectedFailure
    def test_b(self): self.assertEqual(solve(), 1)
if __name__ == "__main__":
    class Late(unittest.TestCase):
        def test_c(self): self.assertEqual(solve(), 1)
    unittest.main()
unittest.main()
`,
    {
      3: '`test_a` is skipped',
      5: '`test_b` is an @expectedFailure',
      7: '`Late` is inside `if __name__',
      10: 'a top-level `unittest.main()` exits Python',
    },
  ],
  [
    `import pytest
from pytest import approx
from touchstone import points
class T(unittest.TestCase):
    @pytest.mark.parametrize("n", [1])
    @pytest.mark.task(taskno=1)
    def test_a(self):
        with pytest.raises(ValueError):
            solve()
    @points(2)
    def test_b(self): self.assertEqual(solve(), 1)
@pytest.fixture
def box(): return 1
`,
    {
      2: "only pytest's marks are available here; write self.assertAlmostEqual",
      5: '`pytest.mark.parametrize` has no effect here',
      8: "only pytest's marks are available here; write self.assertRaises",
      10: '`@points(2)` has no effect',
      12: "only pytest's marks are available here; write a setUp method",
    },
  ],
  [
    `import os, subprocess as sp, sys
from multiprocessing import Pool
class T(unittest.TestCase):
    def test_run(self):
        done = sp.run([sys.executable, "submission.py"], capture_output=True)
        self.assertEqual(done.stdout, b"")
    def test_shell(self):
        self.assertEqual(os.system("python submission.py"), 0)
    def test_pool(self):
        with Pool() as pool: self.assertEqual(pool.map(solve, [1]), [1])
    def test_own(self):
        self.assertEqual(solve(), 1)
`,
    {
      5: '`subprocess.run` starts a process, which tests cannot do here. To run',
      8: '`os.system` starts a process',
      10: '`multiprocessing.Pool` starts a process',
    },
  ],
];

it('names tests that never run, and what they need of pytest, by their lines', async () => {
  const head = 'import unittest; from unittest.mock import patch; from submission import solve; ';
  const sources = files.map(([source]) =>
    source.startsWith('import pytest')
      ? source.replace('import pytest', `${head}import pytest`)
      : `${source}\n${head}\n`,
  );
  const { advice } = await inspectTests(bundleOf(sources, { judge: 'shared' }), sandbox);
  const found = files.map((_, index) =>
    Object.fromEntries(
      advice
        .filter(({ fileName }) => fileName === `${index}.py`)
        .map(({ line, message }) => [line, message]),
    ),
  );
  expect(found).toEqual(
    files.map(([, lines]) =>
      Object.fromEntries(
        Object.entries(lines).map(([line, part]) => [line, expect.stringContaining(part)]),
      ),
    ),
  );
});

/** A statement of a test, and the remark about it if it can't fail. */
const assertions: readonly (readonly [statement: string, sentence: string | null])[] = [
  ['assert (solve() == 1, "should be one")', '`assert (…, …)` tests a tuple'],
  ['assert "solve"', 'is always true'],
  ['assert solve(), "not empty"', null],
  ['self.assertRaises(TypeError)', 'tests nothing'],
  ['self.assertRaisesRegex(TypeError, "no")', 'tests nothing'],
  ['self.assertRaises(TypeError, solve, 1)', null],
  ['with self.assertRaises(TypeError): solve() < 1', null],
  ['self.assertTrue("solve() == 1")', 'always passes'],
  ['self.assertEqual(solve(), solve())', 'both sides of assertEqual are `solve()`'],
  ['self.assertEqual(Base(1), Base(1))', null],
  ['self.assertEqual', 'is not called'],
  ['solve() == 1', 'nothing uses the result'],
  ['lambda: self.assertEqual(solve(), 1)', 'nothing calls this lambda'],
  ['(self.assertEqual(solve(), n) for n in (1, 2))', 'nothing iterates over this generator'],
  ['[self.assertEqual(solve(), n) for n in (1, 2)]', null],
];

it('names assertions that cannot fail', async () => {
  const sources = assertions.map(([statement]) => `${head}        ${statement}\n`);
  const { advice } = await inspectTests(bundleOf(sources, { judge: 'shared' }), sandbox);
  const found = assertions.map(([statement], index) => [
    statement,
    advice.filter(({ fileName }) => fileName === `${index}.py`).map(({ message }) => message),
  ]);
  expect(found).toEqual(
    assertions.map(([statement, sentence]) => [
      statement,
      sentence === null ? [] : [expect.stringContaining(sentence)],
    ]),
  );
});

it.each([
  [
    'try:\n            self.assertEqual(solve(), 1)\n        except Exception:\n            pass',
    'this `except` swallows',
  ],
  [
    'try:\n            solve()\n        except ValueError as error:\n            self.assertEqual(str(error), "no")',
    'all assertions are in `except`',
  ],
  [
    'try:\n            solve()\n            self.fail()\n        except ValueError as error:\n            self.assertEqual(str(error), "no")',
    null,
  ],
  [
    'import contextlib\n        with contextlib.suppress(AssertionError):\n            assert solve() == 1',
    'swallows the assertions inside it',
  ],
])('analyses an assertion in a block: %j', async (block, sentence) => {
  const source = `${imports}\nclass T(unittest.TestCase):\n    def test_it(self):\n        ${block}\n`;
  const { advice } = await inspectTests(bundleOf([source], { judge: 'shared' }), sandbox);
  expect(advice.map(({ message }) => message)).toEqual(
    sentence === null ? [] : [expect.stringContaining(sentence)],
  );
});

it('makes programs that always give the same answer from a solution with only functions', async () => {
  const ofFunctions = await inspectTests(bundleOf(['']), sandbox, {
    code: 'def solve(n):\n    return n\n',
  });
  expect(ofFunctions.trivialPrograms[0]?.code).toBe(
    'def solve(*arguments, **named):\n    return 0\n\n\n',
  );
  const ofClasses = await inspectTests(bundleOf(['']), sandbox, { code: 'class Box:\n    pass\n' });
  expect(ofClasses.trivialPrograms).toEqual([]);
});

it('makes them of the files that have only functions, and leaves the others as they are', async () => {
  const other = (name: string, code: string) => ({ name, code });
  const { trivialPrograms } = await inspectTests(bundleOf(['']), sandbox, {
    code: 'from shapes import area\n',
    otherFiles: [
      other('shapes.py', 'def area(a):\n    return a * a\n'),
      other('box.py', 'A = 1\n'),
    ],
  });
  expect(trivialPrograms[0]).toEqual({
    answer: '0',
    code: 'from shapes import area\n',
    otherFiles: [
      other('shapes.py', 'def area(*arguments, **named):\n    return 0\n\n\n'),
      other('box.py', 'A = 1\n'),
    ],
  });
});

it('knows which names come from each of several files', async () => {
  const source = [
    'import shapes, tools, unittest',
    'from unittest.mock import patch',
    'from shapes import Box',
    'class T(unittest.TestCase):',
    '    @patch("shapes.random.random")',
    '    @patch("random.random")',
    '    def test_it(self, *_):',
    '        class Big(Box): pass',
    '        class Tool(tools.Tool): pass',
    '        self.assertEqual(shapes.area(1), 1)',
  ].join('\n');
  const otherFiles = [{ name: 'shapes.py', code: '' }];
  const { advice } = await inspectTests(bundleOf([source], { otherFiles }), sandbox);
  expect(advice.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    expect.stringContaining('use `submission.random.random` instead.'),
    expect.stringMatching(/^8: .*extends `Box` of the student's file/),
  ]);
});

it('leaves invalid Python to the run of the model solution, and names missing modules', async () => {
  const preload = ['json', 'os.path', 'no_such', 'no_such.part'];
  expect(await inspectTests(bundleOf(['class ('], { preload }), sandbox)).toEqual({
    advice: [],
    trivialPrograms: [],
    missingModules: ['no_such', 'no_such.part'],
  });
});
