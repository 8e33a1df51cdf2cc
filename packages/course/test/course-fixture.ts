import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Contents by path; null leaves out a file that another set of files has. */
export type FixtureFiles = Readonly<Record<string, string | Buffer | null>>;

/** A folder of this name and with these files, gone when the test is over. */
export async function writeFixture(name: string, files: FixtureFiles): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'touchstone-course-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, name);
  await mkdir(folder);
  for (const [path, content] of Object.entries(files)) {
    if (content === null) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** A course of one faultless assignment. */
export const smallCourse: FixtureFiles = {
  'course.yaml': 'title: Small\nparts:\n  - title: First\n    assignments:\n      - hello\n',
  'hello/assignment.yaml': 'title: Hello\n',
  'hello/handout.md': 'Write `hello`.\n',
  'hello/starter.py': 'def hello():\n    pass\n',
  'hello/solution.py': 'def hello():\n    return "Hello"\n',
  'hello/tests.py':
    'import unittest\nfrom submission import hello\n\nclass HelloTest(unittest.TestCase):\n' +
    '    def test_hello(self):\n        self.assertEqual(hello(), "Hello")\n',
};

/** A course of one faultless assignment whose students edit two files. */
export const severalFiles: FixtureFiles = {
  ...smallCourse,
  'hello/assignment.yaml':
    'title: Hello\nfiles:\n  edit: [main.py, shapes.py]\n  given: [words.txt, tools/text.py]\n',
  'hello/starter.py': null,
  'hello/starter/main.py': 'from shapes import area\n',
  'hello/starter/shapes.py': '',
  'hello/solution.py': null,
  'hello/solution/main.py': 'from shapes import area\n\n\ndef hello():\n    return "Hello"\n',
  'hello/solution/shapes.py': 'def area(a, b):\n    return a * b\n',
  'hello/files/words.txt': 'one\n',
  'hello/files/tools/text.py': 'WIDTH = 80\n',
  'hello/files/unlisted.txt': 'two\n',
  'hello/tests.py': String(smallCourse['hello/tests.py']).replace('submission', 'main'),
};
