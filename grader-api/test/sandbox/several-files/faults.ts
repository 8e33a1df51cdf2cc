import type { Verdict } from '@touchstone/contracts';
import { main, shapes, type Changes } from './assignment.ts';

export interface Fault extends Changes {
  readonly title: string;
  readonly verdict: Verdict;
  /** Texts that the output or, if there is a test, its message must contain. */
  readonly says: readonly string[];
  /** A test that does not pass, and where its result says that the fault is. */
  readonly test?: string;
  readonly at?: readonly [file: string, line: number] | null;
}

const changed = (from: string, to: string) => {
  if (!shapes.includes(from)) throw new Error(`shapes.py has no ${from}`);
  return shapes.replace(from, to);
};

export const faults: readonly Fault[] = [
  {
    title: 'a syntax error in a file that another one imports',
    shapes: 'def area(n)\n    return n\n',
    verdict: 'syntax-error',
    says: ['Line 1 of shapes.py: The line with `def` needs a colon.'],
  },
  {
    title: 'a syntax error in a file that nothing imports',
    extra: 'x = = 1\n',
    verdict: 'syntax-error',
    says: ['Line 1 of extra.py: There is one `=` too many.'],
  },
  {
    title: 'a file that Python cannot read',
    extra: 'x = "\0"\n',
    verdict: 'syntax-error',
    says: ['extra.py'],
  },
  {
    title: 'an exception while another file is loaded',
    shapes: `${shapes}print(oops)\n`,
    verdict: 'runtime-error',
    says: ['Line 12 of shapes.py: `oops` is not defined', 'File "main.py", line 1, in <module>'],
  },
  {
    title: 'a misspelt module',
    main: main.replace('shapes', 'shape'),
    verdict: 'runtime-error',
    says: ['Line 1 of main.py: There is no module `shape`. Did you mean `shapes`?'],
  },
  {
    title: 'files that import each other',
    shapes: `from main import run\n${shapes}`,
    verdict: 'runtime-error',
    says: ['Line 1 of shapes.py: main.py also imports this file', 'has not reached its `run` yet'],
  },
  {
    title: 'a name of another file that is not imported',
    main: main.replace(', area', ''),
    verdict: 'failed',
    says: ['Line 4 of main.py: `area` is defined in shapes.py. Write `from shapes import area`'],
    test: 'TestShapes.test_run',
    at: ['main.py', 4],
  },
  {
    title: 'a name that the module of another file does not have',
    main: 'import shapes\n\ndef run(n):\n    return shapes.volume(n)\n',
    verdict: 'failed',
    says: ['Line 4 of main.py: shapes.py does not define `volume`. Define it there'],
    test: 'TestShapes.test_run',
    at: ['main.py', 4],
  },
  {
    title: 'a question while a file is loaded',
    shapes: `${shapes}side = input()\n`,
    verdict: 'runtime-error',
    says: ['Line 12 of shapes.py: ', 'as soon as the tests load this file.'],
  },
  {
    title: 'a function that is defined only in a script',
    shapes: shapes.replace('def area(n):\n', 'if __name__ == "__main__":\n  def area(n):\n'),
    main: 'def run(n):\n    return 4\n',
    verdict: 'failed',
    says: ['which does not run when the tests load shapes.py.'],
    test: 'TestShapes.test_area',
    at: null,
  },
  {
    title: 'an exception in a function that another file calls',
    shapes: changed('return n * n', 'return n * side'),
    verdict: 'failed',
    says: ['Line 11 of shapes.py: `side` is not defined', 'File "main.py", line 4, in run'],
    test: 'TestShapes.test_run',
    at: ['shapes.py', 11],
  },
  {
    title: 'a name that tests import and its file lacks',
    main: `${main.replace(', area', '')}\ndef area(n):\n    return n * n\n`,
    shapes: changed('def area', 'def aera'),
    verdict: 'failed',
    says: ['but shapes.py does not define it. main.py does, in line 6.'],
    test: 'TestShapes.test_area',
    at: null,
  },
  {
    title: 'a value that is printed instead of returned',
    shapes: changed('return n * n', 'print(n * n)'),
    verdict: 'failed',
    says: ['`area(3)` should be 9, but is None. Line 11 of shapes.py only prints the value.'],
    test: 'TestShapes.test_area',
    at: null,
  },
  {
    title: 'an exception that is not raised',
    shapes: changed('raise ValueError("negative")', 'return -1'),
    verdict: 'failed',
    says: ['Look at `area`, which begins in line 8 of shapes.py.'],
    test: 'TestShapes.test_negative',
    at: null,
  },
  {
    title: 'another exception than expected',
    shapes: changed('raise ValueError("negative")', 'raise KeyError("negative")'),
    verdict: 'failed',
    says: ['Line 10 of shapes.py: Your own `raise` raises `KeyError` here.'],
    test: 'TestShapes.test_negative',
    at: ['shapes.py', 10],
  },
  {
    title: 'a misspelt method',
    shapes: changed('def size', 'def siz'),
    verdict: 'failed',
    says: ['which the class `Square` in line 1 of shapes.py does not have. It has `siz` (line 5).'],
    test: 'TestShapes.test_size',
    at: null,
  },
  {
    title: 'a file that fails, if another one catches that',
    main: `${main}\ntry:\n    import extra\nexcept ZeroDivisionError:\n    pass\n`,
    extra: '1 / 0\n',
    verdict: 'passed',
    says: [],
  },
];
