import ast
import inspect
import io
import linecache
import os
import py_compile
import tokenize
import unittest
from pathlib import Path
import submission


class T(unittest.TestCase):
    def test_here(self):
        self.assertIn("submission.py", os.listdir("."))
        with open("submission.py") as file:
            self.assertNotIn("eval(", file.read())

    def test_by_file(self):
        with open(submission.__file__) as file:
            self.assertIn("math.pi", file.read())

    def test_path(self):
        self.assertIn("math.pi", Path(submission.__file__).read_text())
        self.assertTrue(Path("submission.py").exists())
        self.assertEqual(Path(submission.__file__).name, "submission.py")

    def test_ast(self):
        tree = ast.parse(Path("submission.py").read_text())
        names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        self.assertEqual(names, ["area", "get"])
        self.assertFalse(any(isinstance(node, ast.For) for node in ast.walk(tree)))

    def test_getsource_module(self):
        self.assertIn("math.pi", inspect.getsource(submission))

    def test_getsource_function(self):
        source = inspect.getsource(submission.area)
        self.assertTrue(source.startswith("def area(r):"))
        self.assertEqual(len(source.splitlines()), 3)

    def test_getsource_class(self):
        self.assertTrue(inspect.getsource(submission.Box).startswith("class Box:"))

    def test_getsource_method(self):
        self.assertIn("return 1", inspect.getsource(submission.Box.get))

    def test_getsourcefile(self):
        self.assertTrue(inspect.getsourcefile(submission).endswith("submission.py"))

    def test_tokenize(self):
        with tokenize.open(submission.__file__) as file:
            self.assertIn("math", file.read())
        with open("submission.py", "rb") as file:
            kinds = [each.string for each in tokenize.tokenize(file.readline)]
        self.assertIn("area", kinds)

    def test_linecache(self):
        self.assertEqual(linecache.getline(submission.__file__, 1), "import math\n")

    def test_size(self):
        self.assertGreater(os.path.getsize("submission.py"), 20)
        self.assertLess(os.stat(submission.__file__).st_size, 2000)

    def test_py_compile(self):
        py_compile.compile("submission.py", cfile="/tmp/x.pyc", doraise=True)

    def test_compile_ast(self):
        compile(open("submission.py").read(), "submission.py", "exec", ast.PyCF_ONLY_AST)

    def test_dirname(self):
        folder = os.path.dirname(os.path.abspath(submission.__file__))
        self.assertIn("submission.py", os.listdir(folder))

    def test_lines(self):
        with open(os.path.join(os.path.dirname(submission.__file__), "submission.py"), encoding="utf-8") as file:
            self.assertEqual(sum(1 for line in file), 11)
