import { readdirSync, readFileSync } from 'node:fs';
import type { GradingBundle, GradingCase, GradingJob, Judge } from '@touchstone/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { scoreReport } from '../../src/scoring.ts';
import { call, script } from './case-programs.ts';
import { jobOf, outcomesOf, recordedJob, testOf } from './jobs.ts';
import { programOf, severalFiles, shapes, type Changes } from './several-files/assignment.ts';
import { faults } from './several-files/faults.ts';

let bubblewrap: Sandbox;
let pyodide: Sandbox;
beforeAll(async () => {
  [bubblewrap, pyodide] = await Promise.all([
    createSandbox({ kind: 'bubblewrap' }),
    createSandbox({ kind: 'pyodide' }),
  ]);
});
afterAll(() => Promise.all([bubblewrap.close(), pyodide.close()]));

/** Grades a program after its model solution, which must pass. */
const graders: Record<Judge | 'pyodide', (model: GradingJob) => (program: object) => Report> = {
  split: (model) => {
    const prepared = recordedJob(bubblewrap, model);
    return async (program) => bubblewrap.grade({ ...(await prepared), ...program });
  },
  shared: (model) => (program) => bubblewrap.grade({ ...model, ...program }),
  pyodide: (model) => (program) => pyodide.grade({ ...model, ...program }),
};
type Report = ReturnType<Sandbox['grade']>;
const kinds = ['split', 'shared', 'pyodide'] as const;

describe.each(kinds)('judged %s,', (kind) => {
  const folder = new URL('./several-files/', import.meta.url);
  test.each(['imports', 'circular'])('tests of %s pass as with unittest', async (name) => {
    const read = (file: string) => readFileSync(new URL(`${name}/${file}`, folder), 'utf8');
    const names = readdirSync(new URL(`${name}/program/`, folder));
    const others = names.filter((each) => each.endsWith('.py') && each !== 'main.py');
    const model = jobOf({
      fileName: 'main.py',
      code: read('program/main.py'),
      otherFiles: Object.fromEntries(others.map((each) => [each, read(`program/${each}`)])),
      tests: read('tests.py'),
    });
    const report = await graders[kind](model)({});
    expect(report.tests.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(report.verdict).toBe('passed');
  });

  test('a fault is explained with its file', async () => {
    const grade = graders[kind](severalFiles());
    // In Pyodide each takes most of a second.
    const sample = faults.filter((_, index) => kind !== 'pyodide' || index % 2 === 0);
    for (const fault of sample) {
      const report = await grade(programOf(fault));
      const found = fault.test === undefined ? undefined : testOf(report, fault.test);
      expect([fault.title, report.verdict]).toEqual([fault.title, fault.verdict]);
      for (const words of fault.says) expect(found?.message ?? report.output).toContain(words);
      if (found === undefined || fault.at === undefined) continue;
      const [file, line] = fault.at ?? [undefined, null];
      expect([fault.title, found.file, found.line]).toEqual([fault.title, file, line]);
    }
  });

  test('a script runs the main file, each time with fresh modules', async () => {
    const count = 'SEEN = []\ndef count():\n    SEEN.append(0)\n    return len(SEEN)\n';
    const code = `import extra, shapes, tools
from extra import count

if __name__ == "__main__":
    print(shapes.area(int(input())), count(), tools.count())
`;
    const scripts = [script('3', '9 1 1'), script('4', '16 1 1')];
    const modelOf = (cases: GradingCase[]) =>
      severalFiles({
        code,
        otherFiles: { 'shapes.py': shapes, 'extra.py': count },
        files: { 'tools.py': count },
        tests: null,
        cases,
      });
    // Scripts alone run in processes of their own.
    const alone = await graders[kind](modelOf(scripts))({});
    expect(outcomesOf(alone)).toEqual(['cases.1 passed', 'cases.2 passed']);
    const grade = graders[kind](modelOf([call('count()', { returns: '1' }), ...scripts]));
    expect(outcomesOf(await grade({}))).toEqual([
      'cases.1 passed',
      'cases.2 passed',
      'cases.3 passed',
    ]);
    const { otherFiles } = programOf({ shapes: 'def area(n):\n    return n * m\n', extra: count });
    const report = await grade({ otherFiles });
    expect(testOf(report, 'cases.2')).toMatchObject({ file: 'shapes.py', line: 2 });
  });

  test('a call uses names of the main file, and other files by the names of their modules', async () => {
    const cases = [call('run(2)', { returns: '4' }), call('shapes.area(3)', { returns: '9' })];
    const grade = graders[kind](severalFiles({ tests: null, cases }));
    expect(outcomesOf(await grade({}))).toEqual(['cases.1 passed', 'cases.2 passed']);
    const report = await grade(programOf({ main: 'def run(n):\n    return 4\n' }));
    expect(report.verdict).toBe('passed');
    const misspelt = await grade(
      programOf({ main: 'def runs(n): pass\n', shapes: 'def aera(n): pass\n' }),
    );
    expect(testOf(misspelt, 'cases.1').message).toContain(
      'main.py does not define it. It has `runs`',
    );
    expect(testOf(misspelt, 'cases.2').message).toContain(
      'shapes.py does not define it. It has `aera`',
    );
  });

  test('a rule applies to each file', async () => {
    const rule = (forbids: boolean, name: string): GradingCase => ({
      ...{ kind: 'rule', title: 'a rule', points: null, hint: null, hidden: false, message: null },
      forbids,
      constructs: [{ kind: 'import', name }],
    });
    const cases = [rule(true, 'math'), rule(false, 'json'), rule(false, 'os')];
    const model = severalFiles({ tests: null, cases, judge: 'split' });
    const record = { key: '0'.repeat(64), tests: [], uses: {} };
    const job = { ...model, bundle: { ...model.bundle, record } };
    const program = programOf({ extra: 'import json\nimport math\n' });
    const report = await graders[kind === 'pyodide' ? kind : 'shared'](job)(program);
    const [math, json, os] = report.tests;
    expect(math).toMatchObject({
      message: 'Line 2 of extra.py imports `math`, which this assignment does not allow.',
      file: 'extra.py',
      line: 2,
    });
    expect(json?.outcome).toBe('passed');
    expect(os?.message).toBe(
      'No line of your files imports `os`, but this assignment requires it.',
    );
  });
});

test.each([
  ['from shapes import s\ns([1])\n', 's = sorted\n', 'uses `sorted` as `s`'],
  ['import shapes as q\nq.s([1])\n', 's = sorted\n', 'uses `sorted` as `q.s`'],
  ['from extra import t\nt([1])\n', 's = sorted\n', 'uses `sorted` as `t`'],
  ['from shapes import *\ns([1])\n', 's = sorted\n', 'uses `sorted` as `s`'],
  ['from shapes import sorted\nsorted([1])\n', 'def sorted(x): return x\n', null],
  ['import shapes\nshapes.f()\n', 'import main\ndef f(): main.f()\n', null],
])('a rule sees what a name of another file is: %s', async (main, other, uses) => {
  const rule: GradingCase = {
    ...{ kind: 'rule', title: 'a rule', points: null, hint: null, hidden: false, message: null },
    forbids: true,
    constructs: [{ kind: 'call', name: 'sorted' }],
  };
  const model = severalFiles({ tests: null, cases: [rule] });
  const program = programOf({ main, shapes: other, extra: 'from shapes import s as t\n' });
  const [found] = (await bubblewrap.grade({ ...model, ...program })).tests;
  expect(found?.message ?? null).toBe(
    uses && `Line 2 of main.py ${uses}, which this assignment does not allow.`,
  );
});

test.each([
  ['import shapes\nfrom main import run\n', null],
  ['__import__("shapes")\nimport importlib\n', 'Line 2 of main.py imports `importlib`'],
  ['import shapes, math\n', 'Line 1 of main.py imports `math`'],
  ['from shapes import area\nfrom .shapes import area\n', 'Line 2 of main.py imports `.shapes`'],
])('a rule about any import means none of the own files: %s', async (main, breaks) => {
  const rule = (forbids: boolean): GradingCase => ({
    ...{ kind: 'rule', title: 'a rule', points: null, hint: null, hidden: false, message: null },
    forbids,
    constructs: [{ kind: 'import', name: null }],
  });
  const model = severalFiles({ tests: null, cases: [rule(true), rule(false)] });
  const [forbidden, required] = (
    await bubblewrap.grade({ ...model, ...programOf({ main, extra: 'import extra\n' }) })
  ).tests;
  expect(forbidden?.message ?? null).toBe(
    breaks && `${breaks}, which this assignment does not allow.`,
  );
  expect(required?.message ?? null).toBe(
    breaks === null
      ? 'No line of your files imports a module, but this assignment requires it.'
      : null,
  );
});

test('a time-out names the file', async () => {
  const model = severalFiles({ limits: { cpuSeconds: 1, wallSeconds: 4 } });
  const loop: Changes = { shapes: shapes.replace('return n * n', 'while True:\n        n += 1') };
  const report = await graders.split(model)(programOf(loop));
  expect(report.verdict).toBe('timeout');
  expect(report.output).toMatch(/It was in line 1[12] of shapes\.py when it was stopped/);
  const stopped = report.tests.find(({ outcome }) => outcome === 'error');
  expect(stopped?.file).toBe('shapes.py');
});

test('a program of other files gets the starters of those that it lacks', async () => {
  const model = severalFiles();
  const { otherFiles: starters } = programOf({ shapes: 'STARTER = 1\n' });
  const bundle: GradingBundle = { ...model.bundle, otherFiles: starters };
  const gone = [{ name: 'gone.py', code: 'x = = 1\n' }];
  const report = await bubblewrap.grade({ code: 'import shapes\n', otherFiles: gone, bundle });
  expect(testOf(report, 'TestShapes.test_area').message).toContain('shapes.py does not define it');
});

test('a check of the course knows the modules of all files', async () => {
  const observed = async (source: string) => {
    const { bundle, ...program } = severalFiles({ tests: source });
    return (await bubblewrap.record({ ...program, bundle: { ...bundle, judge: 'split' } }))
      .observed;
  };
  const { remarks } = await observed(`import unittest
import shapes
class TestShapes(unittest.TestCase):
    def test_uses(self):
        self.assertEqual(shapes.area(2), 4)

    def test_nothing(self):
        self.assertEqual(2 * 2, 4)
`);
  expect(remarks.map(({ line, message }) => [line, message])).toEqual([
    [7, expect.stringMatching(/^`test_nothing` never uses main\.py, shapes\.py or extra\.py/)],
  ]);
  const { broken } = await observed('import shape\n');
  expect(broken?.message).toContain(
    "tests import the student's files as `main`, `shapes` and `extra`",
  );
});

test('a hidden test shows no file, and one file no name', async () => {
  const hiddenTests = severalFiles().bundle.testFiles[0]?.source ?? '';
  const several = severalFiles({ tests: null, hiddenTests });
  const wrong = programOf({ shapes: shapes.replace('return n * n', 'return 1 / 0') });
  const hidden = scoreReport(await graders.split(several)(wrong), several.bundle);
  expect(hidden.tests.map(({ line, file }) => [line, file])).toEqual(
    hidden.tests.map(() => [null, undefined]),
  );
  const one = jobOf({ code: 'def hello(name):\n    return 1 / 0\n' });
  const shown = scoreReport(await bubblewrap.grade(one), one.bundle);
  expect(shown.tests[0]).toMatchObject({ line: 2 });
  expect(shown.tests[0]).not.toHaveProperty('file');
  expect(shown.tests[0]?.message).toMatch(/^Line 2: /);
});
