import importlib
import importlib.util
import io
import pathlib
import runpy
import sys
import unittest
from contextlib import redirect_stdout
from unittest.mock import patch


def typed(*lines):
    return patch("builtins.input", side_effect=[*lines, EOFError()])


def fresh():
    sys.modules.pop("submission", None)
    import submission

    return submission


class TestTill(unittest.TestCase):
    def run_path(self, *lines, name="__main__"):
        with typed(*lines), redirect_stdout(io.StringIO()) as out:
            runpy.run_path("submission.py", run_name=name)
        return out.getvalue()

    def test_run_path(self):
        self.assertEqual(self.run_path("3", "4"), "Sum: 7\nbye\n")

    def test_run_path_twice(self):
        self.assertIn("Sum: 7\n", self.run_path("3", "4"))
        self.assertIn("Sum: 10\n", self.run_path("10"))

    def test_run_path_not_as_main(self):
        self.assertEqual(self.run_path("5", name="till"), "Sum: 5\n")

    def test_run_path_of_a_path(self):
        with typed("1"), redirect_stdout(io.StringIO()):
            names = runpy.run_path(pathlib.Path("submission.py").absolute())
        self.assertEqual(names["total"], 1)
        self.assertEqual(names["prices"], [1])
        self.assertEqual(names["__name__"], "<run_path>")

    def test_run_module(self):
        with typed("2", "2"), redirect_stdout(io.StringIO()) as out:
            names = runpy.run_module("submission", run_name="__main__")
        self.assertEqual(out.getvalue(), "Sum: 4\nbye\n")
        self.assertEqual(names["total"], 4)

    def test_import(self):
        with typed("6", "7"), redirect_stdout(io.StringIO()) as out:
            submission = fresh()
        self.assertEqual(submission.total, 13)
        self.assertEqual(out.getvalue(), "Sum: 13\n")

    def test_import_each_time(self):
        for lines, total in ((["1"], 1), (["1", "2"], 3), (["9", "9"], 18)):
            with self.subTest(lines=lines), typed(*lines), redirect_stdout(io.StringIO()):
                self.assertEqual(fresh().total, total)

    def test_delete_and_import(self):
        with typed("1"), redirect_stdout(io.StringIO()):
            first = fresh()
        del sys.modules["submission"]
        with typed("2"), redirect_stdout(io.StringIO()):
            import submission as second
        self.assertIsNot(first, second)
        self.assertEqual((first.total, second.total), (1, 2))

    def test_reload(self):
        with typed("1"), redirect_stdout(io.StringIO()):
            module = fresh()
        with typed("30"), redirect_stdout(io.StringIO()) as out:
            importlib.reload(module)
        self.assertEqual(module.total, 30)
        self.assertEqual(out.getvalue(), "Sum: 30\n")

    def test_stdin(self):
        sys.modules.pop("submission", None)
        with patch("sys.stdin", io.StringIO("8\n1\n")), redirect_stdout(io.StringIO()) as out:
            module = importlib.import_module("submission")
        self.assertEqual(module.total, 9)
        self.assertIn("Sum: 9\n", out.getvalue())

    def test_by_location(self):
        spec = importlib.util.spec_from_file_location("till", "submission.py")
        module = importlib.util.module_from_spec(spec)
        with typed("11"), redirect_stdout(io.StringIO()):
            spec.loader.exec_module(module)
        self.assertEqual(module.total, 11)
        self.assertEqual(module.__name__, "till")

    def test_nothing(self):
        with redirect_stdout(io.StringIO()) as out, self.assertRaises(SystemExit) as ended, typed():
            fresh()
        self.assertEqual(ended.exception.code, 2)
        self.assertEqual(out.getvalue(), "nothing\n")

    def test_no_number(self):
        with self.assertRaises(ValueError), typed("x"):
            fresh()

    def test_out_of_order(self):
        with (
            self.assertRaises(ZeroDivisionError),
            patch("builtins.input", side_effect=ZeroDivisionError),
        ):
            fresh()
