import { main, shapes, type Changes } from './assignment.ts';

/**
 * Ways by which a test could run the text of shapes.py in its own process. Each sets `m`. Those marked
 * `there` run it in the student's process; the others are refused.
 */
export const routes: readonly (readonly [statement: string, where: 'there' | 'refused'])[] = [
  ['sys.path.insert(0, os.getcwd()); m = importlib.import_module("shapes")', 'there'],
  ['m = __import__("shapes")', 'there'],
  ['m = importlib.__import__("shapes")', 'there'],
  ['import helper; m = helper.shapes', 'there'],
  ['import pack.inner; m = pack.inner.shapes', 'there'],
  ['m = types.SimpleNamespace(**runpy.run_path(os.path.abspath("shapes.py")))', 'there'],
  ['m = types.SimpleNamespace(**runpy.run_module("shapes"))', 'there'],
  ['m = load(importlib.util.spec_from_file_location("x", os.path.abspath("shapes.py")))', 'there'],
  ['m = load(importlib.util.spec_from_loader("x", SourceFileLoader("x", "shapes.py")))', 'refused'],
  ['m = SourceFileLoader("shapes", os.path.abspath("shapes.py")).load_module()', 'refused'],
  ['m = load(FileFinder(os.getcwd(), (SourceFileLoader, [".py"])).find_spec("shapes"))', 'refused'],
  ['m = load(PathFinder.find_spec("shapes", [os.getcwd()]))', 'refused'],
  [
    'm = load(next(pkgutil.iter_modules([os.getcwd()])).module_finder.find_spec("shapes"))',
    'refused',
  ],
  ['m = run(open("shapes.py").read())', 'refused'],
  ['m = run(compile(open("shapes.py").read(), "q", "exec"))', 'refused'],
  ['m = run(compile(ast.parse(open("shapes.py").read()), "q", "exec"))', 'refused'],
  ['m = run(inspect.getsource(importlib.import_module("shapes")))', 'refused'],
  ['m = run(importlib.import_module("shapes").__loader__.get_source("shapes"))', 'refused'],
  ['m = run(open("shapes.py").read() + "\\nX = 1\\n")', 'refused'],
  ['n = {}; types.FunctionType(compile(open("shapes.py").read(), "q", "exec"), n)()', 'refused'],
];

export const testsOfRoutes = `import ast, importlib, importlib.util, inspect, os, pkgutil, runpy, sys, types, unittest
from importlib.machinery import FileFinder, PathFinder, SourceFileLoader

import main

def load(spec):
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

def run(code):
    names = {}
    exec(code, names)
    return types.SimpleNamespace(**names)

class TestRoutes(unittest.TestCase):
${routes
  .map(
    ([statement], number) =>
      `    def test_${number}(self):\n        ${statement}\n        self.assertEqual(m.area(2), 4)\n`,
  )
  .join('\n')}`;

export const helpers = {
  'helper.py': 'import shapes\n',
  'pack/__init__.py': '',
  'pack/inner.py':
    'import os, sys\nsys.path.append(os.path.dirname(os.path.dirname(__file__)))\nimport shapes\n',
};

/** Passes every test if it runs beside the tests. */
export const runsBesideTests = `import sys
if "tests" in sys.modules:
    import unittest
    unittest.TestCase.assertEqual = lambda *_: None

def area(n):
    return 5
`;

const equal = 'class Equal(int):\n    def __eq__(self, other): return True\n';
const always =
  'class Always:\n    def __init__(self, *_): pass\n    def __eq__(self, other): return True\n';

/** Wrong programs of the assignment in assignment.ts, which try to pass. */
export const forging: readonly (Changes & { title: string })[] = [
  {
    title: 'a number from another file that equals everything',
    shapes: `${equal}\n${shapes.replace('return n * n', 'return Equal(0)')}`,
  },
  {
    title: 'an object from another file that equals everything',
    shapes: `${always}\n${shapes.replace('return n * n', 'return Always()')}`,
  },
  { title: 'a class in place of a function of another file', shapes: `${always}\narea = Always\n` },
  {
    title: 'a class in place of the main file’s function',
    main: 'from shapes import Square, area\nfrom extra import Always as run\n',
    extra: always,
    shapes: shapes.replace('return n * n', 'return 0'),
  },
  {
    title: 'another module in place of its own',
    shapes: `import sys, types\nfake = types.ModuleType("shapes")\nfake.area = lambda n: True\nfake.Square = int\nsys.modules["shapes"] = fake\n`,
  },
  {
    title: 'no module in place of its own',
    shapes: `import sys\n${always}\nsys.modules["shapes"] = Always()\narea = Square = Always\n`,
  },
  {
    title: 'another file as the main one',
    main: 'import sys, shapes\nshapes.run = shapes.area\nsys.modules["main"] = shapes\n',
    shapes: shapes.replace('return n * n', 'return 0'),
  },
  {
    title: 'modules that the judge did not ask for',
    main: `import sys, types\nfor name in ("tests", "unittest", "touchstone", "main", "extra"):\n    sys.modules[name] = types.ModuleType(name)\n${main}`,
    shapes: shapes.replace('return n * n', 'return 0'),
  },
  {
    title: 'a module that has every name',
    main,
    shapes: 'def __getattr__(name):\n    return lambda *_: True\n',
  },
  {
    title: 'import hooks of its own',
    main: `import sys\nsys.meta_path.insert(0, type("Any", (), {"find_spec": lambda *a: None})())\nsys.path_hooks.clear()\n${main}`,
    shapes: shapes.replace('return n * n', 'return 0'),
  },
];
