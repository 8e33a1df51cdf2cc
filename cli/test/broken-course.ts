import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const manifest = (slugs: readonly string[]): string =>
  JSON.stringify({ title: 'Broken', parts: [{ title: 'All', assignments: slugs }] });

/** Files of an assignment without faults. */
const sound = {
  'assignment.yaml': 'title: Double\n',
  'handout.md': 'Write `double`.\n',
  'starter.py': 'def double(n):\n    pass\n',
  'solution.py': 'def double(n):\n    return n * 2\n',
  'tests.py':
    'import unittest\n\nfrom submission import double\n\n\nclass DoubleTest(unittest.TestCase):\n' +
    '    def test_two(self):\n        self.assertEqual(double(2), 4)\n',
};

/** tests.py with these lines in place of its one method. */
const testing = (...lines: string[]): string =>
  sound['tests.py'].replace(
    / {4}def test_two[\s\S]*/,
    lines.map((line) => `    ${line}\n`).join(''),
  );

/** What can be wrong with tests alone; each test file is checked with both judges. */
const brokenTests = {
  'no-assertion': testing(
    'def test_two(self):',
    '    double(2)',
    'def test_three(self):',
    '    self.assertEqual(double(3), 6)',
  ),
  'no-loop': testing(
    'def test_two(self):',
    '    for n in []:',
    '        self.assertEqual(double(n), 2)',
    'def test_three(self):',
    '    self.assertEqual(double(3), 6)',
  ),
  'no-use': testing(
    'def test_two(self):',
    '    self.assertEqual(1 + 1, 2)',
    'def test_three(self):',
    '    self.assertEqual(double(3), 6)',
  ),
  'value-as-message': testing(
    'def test_two(self):',
    '    self.assertTrue(double(2), 4)',
    '    self.assertEqual(double(3), 6)',
  ),
  uncalled: testing(
    'def test_two(self):',
    '    self.assertEqual(double(2), 4)',
    '    self.assertEqual(double(3), 6)',
    'def more(self):',
    '    self.assertEqual(double(4), 8)',
  ),
  weak: testing('def test_two(self):', '    self.assertTrue(double(2))'),
  'all-fail': testing(
    'def test_two(self):',
    '    self.assertEqual(double(2), 5)',
    'def test_three(self):',
    '    double(None)',
    '    self.assertEqual(double(3), 7)',
  ),
  skipping: testing('def test_two(self):', '    self.skipTest("not today")'),
  'no-python': testing('def test_two(self)', '    self.assertEqual(double(2), 4)'),
  'wrong-module': sound['tests.py'].replace('from submission', 'from double'),
  'no-test':
    'from submission import double\n\n\nclass DoubleTest:\n    def test_two(self):\n        assert double(2) == 4\n',
} satisfies Record<string, string>;

/** These must have no findings. */
const soundTests = {
  'sound-smoke': testing(
    '@touchstone.smoke',
    'def test_two(self):',
    '    double(2)',
    'def test_three(self):',
    '    self.assertEqual(double(3), 6)',
  ).replace('import unittest', 'import touchstone\nimport unittest'),
  'sound-helpers': testing(
    ...['@classmethod', 'def setUpClass(cls):', '    cls.four = double(2)'],
    ...['def check(self, value):', '    if value != 4:', '        self.fail("no")'],
    ...['def test_one(self):', '    self.check(double(2))'],
    ...['def test_two(self):', '    self.assertEqual(self.four, 4)', '    assert double(3) == 6'],
    ...['def test_three(self):', '    with self.assertRaises(TypeError):', '        double(None)'],
    ...[
      'def test_four(self):',
      '    try:',
      '        double(None)',
      '    except TypeError:',
      '        pass',
      '    else:',
      '        raise AssertionError("no error")',
    ],
    ...[
      'def test_five(self):',
      '    seen = mock.Mock()',
      '    seen(double(2))',
      '    seen.assert_called_once_with(4)',
    ],
    ...[
      '@mock.patch("builtins.print")',
      'def test_six(self, printed):',
      '    runpy.run_path("submission.py")',
      '    printed.assert_not_called()',
    ],
  ).replace('import unittest', 'import runpy\nimport unittest\nfrom unittest import mock'),
} satisfies Record<string, string>;

const broken = {
  'wrong-solution': { 'solution.py': 'def double(n):\n    return n + 3\n' },
  'passing-starter': { 'starter.py': sound['solution.py'] },
  'unreadable-starter': { 'starter.py': 'def double(n):\n    return (\n' },
  'shared-judge': { 'assignment.yaml': 'title: Double\njudge: shared\n' },
  'missing-module': { 'assignment.yaml': 'title: Double\npreload: [json, no_such_module]\n' },
  'slow-solution': {
    'assignment.yaml': 'title: Double\nlimits: {cpuSeconds: 0.5, wallSeconds: 5}\n',
    'solution.py':
      'import time\n\nwhile time.process_time() < 0.3:\n    pass\n\n\n' + sound['solution.py'],
  },
  'flaky-solution': {
    'solution.py':
      'import random\n\n\ndef double(n):\n    return n * 2 if random.random() < 0.2 else n + 5\n',
  },
  'empty-file': { 'tests.py': sound['tests.py'].replace('double(2)', '2 * 2') },
  'starter-may-pass': {
    'assignment.yaml': 'title: Double\nstarterPasses: true\n',
    'starter.py': sound['solution.py'],
  },
  'idle-points': {
    'tests.py': testing(
      '@touchstone.points(2)',
      'def test_two(self):',
      '    self.assertEqual(double(2), 4)',
      '    self.assertEqual(double(3), 6)',
    ).replace('import unittest', 'import touchstone\nimport unittest'),
  },
  'wrong-case': {
    'cases.yaml': '# what it prints\n- title: Greets\n  stdout: hello\n  points: 2\n',
  },
  'broken-code': {
    'cases.yaml': '- code: |\n    n = double(1)\n    print(n\n  stdout: 2\n',
  },
  'code-without-value': {
    'cases.yaml': '- code: n = double(1)\n  returns: 2\n',
  },
  'wrong-kinds-of-cases': {
    'cases.yaml':
      '- {call: double(1), stdout: 2}\n- {call: double(1), writes: {a.txt: 2}}\n' +
      '- {require: {loops: true}, message: Repeat it.}\n- table: {call: "double({})", rows: [[1, 2], [1, 3]]}\n' +
      '- {forbid: {imports: true}, message: No modules.}\n' +
      '- {call: "[double(1), None]", returns: [2, None]}\n- {call: "(double(1),)", returns: "(2,)"}\n',
    'solution.py': `import math\n\n\n${sound['solution.py']}`,
  },
  'patched-module': {
    'tests.py': sound['tests.py']
      .replace(
        '    def test_two',
        '    @unittest.mock.patch("random.random")\n    def test_one(self, _):\n' +
          '        self.assertEqual(double(1), 2)\n\n    def test_two',
      )
      .replace('import unittest\n', 'import unittest\nimport unittest.mock\n'),
  },
} satisfies Record<string, Partial<Record<keyof typeof sound | 'cases.yaml', string>>>;

/** Writes a course of assignments each of which has the fault it is called after, and a sound one. */
export async function writeBrokenCourse(
  folder: string,
  names: readonly (keyof typeof broken)[] = Object.keys(broken) as (keyof typeof broken)[],
): Promise<void> {
  const assignments = {
    sound: {},
    ...Object.fromEntries(names.map((name) => [name, broken[name]])),
  };
  await writeAssignments(folder, assignments);
}

/** Writes a course of assignments of which only the tests differ, each of them for both judges. */
export const writeBrokenTests = (folder: string): Promise<void> =>
  writeAssignments(
    folder,
    Object.fromEntries(
      Object.entries({ ...brokenTests, ...soundTests }).flatMap(([name, tests]) => [
        [name, { 'tests.py': tests }],
        [
          `${name}-shared`,
          { 'tests.py': tests, 'assignment.yaml': 'title: Double\njudge: shared\n' },
        ],
      ]),
    ),
  );

async function writeAssignments(
  folder: string,
  assignments: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'course.yaml'), manifest(Object.keys(assignments)));
  for (const [slug, changes] of Object.entries(assignments)) {
    await writeAssignment(join(folder, slug), { ...sound, ...changes });
  }
}

/** Writes the files of an assignment; their names may have folders. */
export async function writeAssignment(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
