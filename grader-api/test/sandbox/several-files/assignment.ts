import { jobOf, type JobParts } from '../jobs.ts';

export const main = `from shapes import Square, area

def run(n):
    return area(n)
`;

export const shapes = `class Square:
    def __init__(self, n):
        self.n = n

    def size(self):
        return self.n

def area(n):
    if n < 0:
        raise ValueError("negative")
    return n * n
`;

const tests = `import unittest
from main import run
from shapes import Square, area

class TestShapes(unittest.TestCase):
    def test_run(self):
        self.assertEqual(run(2), 4)

    def test_area(self):
        self.assertEqual(area(3), 9)

    def test_negative(self):
        with self.assertRaises(ValueError):
            area(-1)

    def test_size(self):
        self.assertEqual(Square(3).size(), 3)
`;

/** An assignment with the files main.py, shapes.py and extra.py, and its model solution. */
export const severalFiles = (parts: Partial<JobParts> = {}) =>
  jobOf({
    fileName: 'main.py',
    code: main,
    otherFiles: { 'shapes.py': shapes, 'extra.py': '' },
    tests,
    ...parts,
  });

/** The texts of a program that differ from the model solution's. */
export interface Changes {
  readonly main?: string;
  readonly shapes?: string;
  readonly extra?: string;
}

/** In the form in which programs are stored. */
export const programOf = (changes: Changes) => ({
  code: changes.main ?? main,
  otherFiles: [
    { name: 'shapes.py', code: changes.shapes ?? shapes },
    { name: 'extra.py', code: changes.extra ?? '' },
  ],
});
