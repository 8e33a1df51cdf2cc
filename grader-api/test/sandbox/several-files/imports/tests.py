import contextlib
import importlib
import importlib.util
import inspect
import io
import runpy
import sys
import unittest
from unittest.mock import patch

import main
import shapes
import shapes as s
from main import run
from shapes import Square, area


class TestNames(unittest.TestCase):
    def test_functions_of_both(self):
        self.assertEqual(run(2), 4)
        self.assertEqual(area(3), 9)
        self.assertEqual(s.area(4), 16)

    def test_values_of_both(self):
        self.assertEqual(main.LIMIT, 5)
        self.assertEqual(shapes.CONSTANT, 3)
        self.assertEqual(shapes.__doc__, "Shapes.")
        self.assertIn("Square", dir(shapes))

    def test_identity(self):
        self.assertIs(main.Square, shapes.Square)
        self.assertIs(main.Square, Square)
        self.assertIs(main.shapes, shapes)
        self.assertIs(s, shapes)
        self.assertIs(sys.modules["shapes"], shapes)
        self.assertIs(importlib.import_module("shapes"), shapes)
        self.assertIs(__import__("shapes"), shapes)


class TestObjects(unittest.TestCase):
    def test_classes(self):
        self.assertIsInstance(main.make(3), shapes.Square)
        self.assertIsInstance(shapes.Square(3), main.Square)
        self.assertEqual(main.make(3).area(), 9)
        self.assertEqual(main.make(3), Square(3))
        self.assertEqual(repr(main.make(3)), "Square(3)")
        self.assertEqual(eval(repr(main.make(3))).side, 3)

    def test_exceptions(self):
        with self.assertRaises(shapes.ShapeError):
            main.fail()
        with self.assertRaises(main.ShapeError) as caught:
            main.fail()
        self.assertEqual(str(caught.exception), "bad")
        with self.assertRaisesRegex(ValueError, "negative"):
            main.run(-1)

    def test_texts(self):
        self.assertIn("n * n", inspect.getsource(shapes.area))
        with open("shapes.py") as file:
            self.assertIn("class Square", file.read())
        with open(shapes.__file__) as file:
            self.assertIn("class Square", file.read())


class TestWithChanges(unittest.TestCase):
    def test_patches(self):
        with patch("shapes.area", return_value=7):
            self.assertEqual(main.run(1), 7)
        with patch.object(shapes, "area", lambda n: 8):
            self.assertEqual(main.run(1), 8)
        with patch("main.shapes.area", lambda n: 9):
            self.assertEqual(main.run(1), 9)
        self.assertEqual(main.run(1), 1)
        with patch("shapes.CONSTANT", 11):
            self.assertEqual(shapes.CONSTANT, 11)
        self.assertEqual(shapes.CONSTANT, 3)
        with patch.dict(shapes.CONFIG, unit="mm"):
            self.assertEqual(main.shapes.CONFIG["unit"], "mm")
        with patch.object(main.Square, "area", lambda self: 0):
            self.assertEqual(shapes.Square(3).area(), 0)

    def test_reload(self):
        shapes.CONSTANT = 4
        self.assertEqual(main.shapes.CONSTANT, 4)
        importlib.reload(shapes)
        self.assertEqual(main.shapes.CONSTANT, 3)
        importlib.reload(main)
        self.assertIs(main.Square, shapes.Square)

    def test_removed_from_modules(self):
        shapes.ITEMS.append(2)
        self.assertEqual(main.shapes.ITEMS, [1, 2])
        before = sys.modules.pop("main"), sys.modules.pop("shapes")
        import main as new_main
        import shapes as new_shapes

        self.assertEqual(new_shapes.ITEMS, [1])
        self.assertIs(new_main.shapes, new_shapes)
        self.assertIsNot(new_shapes, shapes)
        sys.modules["main"], sys.modules["shapes"] = before
        importlib.reload(main)
        self.assertIs(main.shapes, shapes)
        shapes.ITEMS.pop()

    def test_imported_by_a_script(self):
        before = sys.modules.pop("main"), sys.modules.pop("shapes")
        self.assertEqual(runpy.run_module("main")["LIMIT"], 5)
        sys.modules["shapes"].ITEMS.append(3)
        import main as new_main

        self.assertEqual(new_main.shapes.ITEMS, [1, 3])
        sys.modules["main"], sys.modules["shapes"] = before


class TestRuns(unittest.TestCase):
    def test_scripts(self):
        self.assertEqual(runpy.run_path("shapes.py")["CONSTANT"], 3)
        out = io.StringIO()
        with patch("builtins.input", return_value="4"), contextlib.redirect_stdout(out):
            runpy.run_module("main", run_name="__main__")
        with patch("sys.stdin", io.StringIO("5")), contextlib.redirect_stdout(out):
            runpy.run_path("main.py", run_name="__main__")
        self.assertEqual(out.getvalue(), "16\n25\n")

    def test_under_other_names(self):
        spec = importlib.util.spec_from_file_location("other", "shapes.py")
        other = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(other)
        self.assertEqual(other.CONSTANT, 3)
        self.assertIsNot(other.Square, shapes.Square)
        same = importlib.util.spec_from_file_location("shapes", "shapes.py")
        again = importlib.util.module_from_spec(same)
        same.loader.exec_module(again)
        self.assertIsNot(again.Square, shapes.Square)
        self.assertIs(sys.modules["shapes"], shapes)
        importlib.reload(main)
        self.assertIs(main.Square, shapes.Square)

    def test_by_path_is_not_registered(self):
        before = sys.modules.pop("shapes")
        spec = importlib.util.spec_from_file_location("shapes", "shapes.py")
        by_path = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(by_path)
        self.assertNotIn("shapes", sys.modules)
        import shapes as imported

        self.assertIsNot(imported.Square, by_path.Square)
        sys.modules["shapes"] = before
        importlib.reload(main)
        self.assertIs(main.Square, before.Square)
