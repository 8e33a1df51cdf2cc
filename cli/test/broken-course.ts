import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const manifest = (slugs: readonly string[]): string =>
  JSON.stringify({ title: 'Broken', parts: [{ title: 'All', assignments: slugs }] });

/** Files of an assignment that is as it should be. */
const sound = {
  'assignment.yaml': 'title: Double\n',
  'handout.md': 'Write `double`.\n',
  'starter.py': 'def double(n):\n    pass\n',
  'solution.py': 'def double(n):\n    return n * 2\n',
  'tests.py':
    'import unittest\n\nfrom submission import double\n\n\nclass DoubleTest(unittest.TestCase):\n' +
    '    def test_two(self):\n        self.assertEqual(double(2), 4)\n',
};

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
  'empty-test': {
    'tests.py': `${sound['tests.py']}\n    def test_nothing(self):\n        len("two")\n`,
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
} satisfies Record<string, Partial<typeof sound>>;

/** Writes a course of assignments each of which has the fault it is called after, and a sound one. */
export async function writeBrokenCourse(
  folder: string,
  names: readonly (keyof typeof broken)[] = Object.keys(broken) as (keyof typeof broken)[],
): Promise<void> {
  const assignments = {
    sound: {},
    ...Object.fromEntries(names.map((name) => [name, broken[name]])),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'course.yaml'), manifest(Object.keys(assignments)));
  for (const [slug, changes] of Object.entries(assignments)) {
    await mkdir(join(folder, slug));
    for (const [name, content] of Object.entries({ ...sound, ...changes })) {
      await writeFile(join(folder, slug, name), content);
    }
  }
}
