import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Longer than what the page shows of a file. */
export const longFileLines = 60_000;

export const solutionOfMain = `from tools import read_words

from shapes import area


def describe(side):
    return f"area {area(side)}"


if __name__ == "__main__":
    print(describe(3))
    print(len(read_words("words.txt")))
`;

const assignment: Record<string, string | Buffer> = {
  'assignment.yaml': JSON.stringify({
    title: 'Squares',
    hints: ['Multiply.'],
    showSolution: true,
    files: {
      edit: ['main.py', 'shapes.py'],
      given: ['words.txt', 'tools.py', 'data/long.csv', 'picture.bin'],
    },
  }),
  'handout.md': 'Write `area` in `shapes.py`. `main.py` uses it.\n',
  'starter/main.py': solutionOfMain.replace('print(describe(3))', 'print("side 3")'),
  'starter/shapes.py': 'def area(side):\n    return None\n',
  'solution/main.py': solutionOfMain,
  'solution/shapes.py': 'def area(side):\n    return side * side\n',
  'tests.py': `import unittest

from main import describe
from shapes import area


class SquaresTest(unittest.TestCase):
    def test_area(self):
        """The area of a square"""
        self.assertEqual(area(3), 9)

    def test_describe(self):
        """Describes a square"""
        self.assertEqual(describe(2), "area 4")
`,
  'cases.yaml': JSON.stringify([{ title: 'Prints both lines', stdout: 'area 9\n3\n' }]),
  'files/words.txt': 'plum\nräspberry\nfig\n',
  'files/tools.py':
    'def read_words(name):\n    with open(name, encoding="utf-8") as file:\n        return file.read().split()\n',
  'files/data/long.csv': 'a line of a long file;1\n'.repeat(longFileLines),
  'files/picture.bin': Buffer.from([0, 255, 254, 1, 2, 3]),
};

/** A course whose students edit several files, and one of whose assignments has one file. */
export async function writeFilesCourse(path: string): Promise<string> {
  const files = {
    'course.yaml': JSON.stringify({
      title: 'Several files',
      description: 'With tabs.',
      parts: [{ title: 'All', assignments: ['squares'] }],
    }),
    ...Object.fromEntries(
      Object.entries(assignment).map(([name, content]) => [`squares/${name}`, content]),
    ),
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return path;
}
