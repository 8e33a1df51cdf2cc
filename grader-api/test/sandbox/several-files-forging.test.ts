import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { outcomesOf, recordedJob, testOf } from './jobs.ts';
import { programOf, severalFiles, shapes } from './several-files/assignment.ts';
import {
  forging,
  helpers,
  routes,
  runsBesideTests,
  testsOfRoutes,
} from './several-files/forging.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

test('no way of importing or running a file runs it in the process of the tests', async () => {
  const model = severalFiles({ tests: testsOfRoutes, files: helpers });
  const { report, record } = await sandbox.record({
    ...model,
    bundle: { ...model.bundle, judge: 'split' },
  });
  routes.forEach(([statement, where], number) => {
    const found = testOf(report, `TestRoutes.test_${number}`);
    const outcome = where === 'there' ? 'passed' : 'error';
    expect([statement, found.outcome, found.message]).toEqual([
      statement,
      outcome,
      where === 'there' ? null : expect.stringMatching(/^The test runs the text of the student/),
    ]);
  });
  const bundle = {
    ...model.bundle,
    judge: 'split' as const,
    record: { key: '0'.repeat(64), tests: [], uses: {}, ...record },
  };
  const forged = await sandbox.grade({ ...programOf({ shapes: runsBesideTests }), bundle });
  expect(forged.tests.filter(({ outcome }) => outcome === 'passed')).toEqual([]);
});

describe('a wrong program of several files', () => {
  test.each(forging)('with $title does not pass', async (program) => {
    const job = await recordedJob(sandbox, severalFiles());
    const report = await sandbox.grade({ ...job, ...programOf(program) });
    expect(['failed', 'runtime-error']).toContain(report.verdict);
    // In the other tests some do what they should.
    expect(outcomesOf(report)).not.toContain('TestShapes.test_area passed');
    expect(outcomesOf(report)).not.toContain('TestShapes.test_run passed');
  });
});

describe('a module of the files beside the program', () => {
  const tools = 'LIMIT = 3\n\ndef double(n):\n    return 2 * n\n';
  const tests = `import unittest
import tools
from main import run

class TestTools(unittest.TestCase):
    def test_run(self):
        self.assertEqual(run(2), tools.double(2))
        self.assertEqual(tools.LIMIT, 3)

    def test_text(self):
        with open(tools.__file__) as file:
            self.assertIn("return 2 * n", file.read())

    def test_late(self):
        run(1)
        import more
        self.assertEqual(more.VALUE, 1)
`;
  const model = () =>
    severalFiles({
      code: 'from tools import double\n\ndef run(n):\n    return double(n)\n',
      files: { 'tools.py': tools, 'more.py': 'VALUE = 1\n' },
      tests,
    });
  const changes = [
    'tools.double = lambda n: 0\ntools.LIMIT = 0',
    'tools.double.__code__ = (lambda n: 0).__code__',
    'write("tools.py", "LIMIT = 0\\ndef double(n):\\n    return 0\\n")\nimportlib.reload(tools)',
    'write("more.py", "VALUE = 0\\nraise SystemExit\\n")',
    'os.mkdir("more")\nwrite("more/__init__.py", "VALUE = 0")',
    'write("/tmp/tools.py", "LIMIT = 0")\nwrite("/tmp/more.py", "VALUE = 0")',
    'os.chdir("/tmp")\nwrite("unittest.py", "")',
  ];

  test.each(changes)(
    'is the judge’s own in tests, whatever the program does: %s',
    async (change) => {
      const job = await recordedJob(sandbox, model());
      const code = `import importlib, os, sys
import tools

def write(path, text):
    if os.path.exists(path):
        os.remove(path)
    with open(path, "w") as file:
        file.write(text)

${change}

def run(n):
    return 0
`;
      const report = await sandbox.grade({ ...job, code });
      expect(outcomesOf(report)).toEqual([
        'TestTools.test_run failed',
        'TestTools.test_text passed',
        'TestTools.test_late passed',
      ]);
      expect(testOf(report, 'TestTools.test_run').message).toContain('should be 4, but is 0');
      const right = `${code}\ndef run(n):\n    return n + n\n`;
      expect((await sandbox.grade({ ...job, code: right })).verdict).toBe('passed');
    },
  );

  test('that imports the program has the student’s', async () => {
    const files = { 'tools.py': 'import shapes\n\ndef twice(n):\n    return 2 * shapes.area(n)\n' };
    const through = `import unittest
import tools
class TestTools(unittest.TestCase):
    def test_twice(self):
        self.assertEqual(tools.twice(2), 8)
`;
    const job = await recordedJob(sandbox, severalFiles({ files, tests: through }));
    expect((await sandbox.grade(job)).verdict).toBe('passed');
    const wrong = programOf({ shapes: shapes.replace('return n * n', 'return 0') });
    const report = await sandbox.grade({ ...job, ...wrong });
    expect(outcomesOf(report)).toEqual(['TestTools.test_twice failed']);
  });
});
