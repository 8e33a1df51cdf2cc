import json
import unittest
from urllib.error import URLError
import submission
from submission import CustomError, Odd, NoFile


class T(unittest.TestCase):
    def raised(self, kind, call, *args):
        with self.assertRaises(kind) as caught:
            call(*args)
        return caught.exception

    def test_notes(self):
        self.assertEqual(self.raised(ValueError, submission.note).__notes__, ["line 3", "line 4"])

    def test_notes_own(self):
        self.assertEqual(self.raised(Odd, submission.note_own).__notes__, ["own note"])

    def test_no_notes(self):
        self.assertFalse(hasattr(self.raised(KeyError, submission.key), "__notes__"))

    def test_missing(self):
        error = self.raised(FileNotFoundError, submission.missing)
        self.assertEqual(error.filename, "/tmp/nope.txt")
        self.assertEqual(error.errno, 2)
        self.assertEqual(error.strerror, "No such file or directory")
        self.assertEqual(str(error), "[Errno 2] No such file or directory: '/tmp/nope.txt'")
        self.assertEqual(error.args, (2, "No such file or directory"))

    def test_missing_own(self):
        error = self.raised(NoFile, submission.missing_own)
        self.assertEqual((error.errno, error.strerror, error.filename), (2, "gone", "there.txt"))
        self.assertIsInstance(error, OSError)

    def test_rename(self):
        error = self.raised(OSError, submission.rename)
        self.assertEqual((error.filename, error.filename2), ("/tmp/nope-a", "/tmp/nope-b"))

    def test_decode(self):
        error = self.raised(UnicodeDecodeError, submission.decode)
        self.assertEqual((error.encoding, error.object, error.start, error.end), ("utf-8", b"\xff", 0, 1))
        self.assertEqual(error.reason, "invalid start byte")

    def test_key(self):
        self.assertEqual(self.raised(KeyError, submission.key).args, ("k",))
        self.assertEqual(self.raised(KeyError, submission.key_tuple).args, ("a", 2))

    def test_chained(self):
        error = self.raised(ValueError, submission.chained)
        self.assertIsInstance(error.__cause__, KeyError)
        self.assertIsInstance(error.__context__, KeyError)
        self.assertTrue(error.__suppress_context__)
        self.assertIs(error.__cause__, error.__context__)

    def test_context(self):
        error = self.raised(ValueError, submission.context)
        self.assertIsNone(error.__cause__)
        self.assertIsInstance(error.__context__, KeyError)
        self.assertFalse(error.__suppress_context__)

    def test_suppressed(self):
        error = self.raised(ValueError, submission.suppressed)
        self.assertIsNone(error.__cause__)
        self.assertTrue(error.__suppress_context__)

    def test_own_context(self):
        error = self.raised(Odd, submission.own_context)
        self.assertIsInstance(error.__context__, CustomError)
        self.assertEqual(error.__context__.code, 5)

    def test_import(self):
        self.assertEqual(self.raised(ImportError, submission.bad_import).name, "notthere")

    def test_attribute(self):
        self.assertEqual(self.raised(AttributeError, submission.bad_attribute).name, "nothing")

    def test_name(self):
        self.assertEqual(self.raised(NameError, submission.bad_name).name, "nothing")

    def test_syntax(self):
        error = self.raised(SyntaxError, submission.syntax)
        self.assertEqual((error.filename, error.lineno, error.text.strip()), ("<there>", 1, "a b"))
        self.assertEqual(error.msg, "invalid syntax")

    def test_custom(self):
        error = self.raised(CustomError, submission.custom)
        self.assertEqual(error.code, 42)
        self.assertEqual(error.parts, ["x", "y"])
        self.assertEqual(error.args, ("code 42",))

    def test_stop(self):
        self.assertIsNone(self.raised(StopIteration, submission.stop).value)
        self.assertEqual(self.raised(StopIteration, submission.stop_value).value, 7)

    def test_json(self):
        error = self.raised(json.JSONDecodeError, submission.json_error)
        self.assertEqual(error.pos, 1)

    def test_returned(self):
        error = submission.returned()
        self.assertIsInstance(error, PermissionError)
        self.assertEqual(error.filename, "f.txt")
        self.assertEqual(error.__notes__, ["n"])

    def test_raised_by_test(self):
        def fails():
            raise FileNotFoundError(2, "none", "a.txt")
        self.assertEqual(submission.catch(fails), ("file", "a.txt", 2))

    def test_noted_by_test(self):
        def fails():
            error = ValueError("v")
            error.add_note("n")
            raise error
        self.assertEqual(submission.catch(fails), ("ValueError", "v", ["n"]))

    def test_json_by_test(self):
        def fails():
            raise json.JSONDecodeError("m", "doc", 2)
        self.assertEqual(submission.catch_json(fails), ("json", 2, "m"))

    def test_url_by_test(self):
        def fails():
            raise URLError("down")
        self.assertEqual(submission.catch_url(fails), ("url", "down"))
