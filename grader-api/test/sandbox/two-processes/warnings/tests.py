import io
import logging
import unittest
import warnings
from contextlib import redirect_stderr
from unittest.mock import patch
import submission
from submission import OldWayWarning


class T(unittest.TestCase):
    def test_assert_warns(self):
        with self.assertWarns(DeprecationWarning) as caught:
            self.assertEqual(submission.old(), 1)
        self.assertEqual(str(caught.warning), "old is deprecated")

    def test_assert_warns_call(self):
        self.assertWarns(DeprecationWarning, submission.old)

    def test_regex(self):
        with self.assertWarnsRegex(DeprecationWarning, "is depre"):
            submission.old()

    def test_tuple(self):
        with self.assertWarns((RuntimeWarning, FutureWarning)):
            submission.two()

    def test_own(self):
        with self.assertWarns(OldWayWarning) as caught:
            submission.own()
        self.assertEqual(caught.warning.level, 7)
        self.assertIsInstance(caught.warning, UserWarning)

    def test_own_by_base(self):
        with self.assertWarns(UserWarning):
            submission.own()

    def test_not_warned(self):
        with self.assertRaises(AssertionError):
            with self.assertWarns(DeprecationWarning):
                submission.silent()

    def test_other_category(self):
        with self.assertRaises(AssertionError):
            with self.assertWarns(DeprecationWarning):
                submission.plain()

    def test_record(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            submission.two()
        self.assertEqual([str(each.message) for each in caught], ["first", "second"])
        self.assertEqual([each.category for each in caught], [RuntimeWarning, FutureWarning])
        self.assertTrue(caught[0].filename.endswith("submission.py"))
        self.assertIs(type(caught[0].lineno), int)

    def test_record_default(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.resetwarnings()
            submission.plain()
        self.assertEqual(len(caught), 1)

    def test_record_once(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("once")
            submission.many(3)
        self.assertEqual(len(caught), 1)

    def test_record_always(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            submission.many(3)
        self.assertEqual(len(caught), 3)

    def test_error(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with self.assertRaises(DeprecationWarning):
                submission.old()
            with self.assertRaises(OldWayWarning):
                submission.own()
            self.assertEqual(submission.careful(), "caught careful")
        self.assertEqual(submission.silent(), 0)

    def test_error_one(self):
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=".*deprecated", category=DeprecationWarning)
            with self.assertRaisesRegex(DeprecationWarning, "old"):
                submission.old()
            submission.squeeze([1])

    def test_error_own(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error", OldWayWarning)
            with self.assertRaises(OldWayWarning):
                submission.own()

    def test_ignore(self):
        err = io.StringIO()
        with redirect_stderr(err), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            submission.plain()
        self.assertEqual(err.getvalue(), "")

    def test_no_warning_of_quiet(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            submission.quiet()
            self.assertEqual(submission.recorded(), ["mine"])
        self.assertEqual(caught, [])

    def test_after(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
        self.assertEqual(submission.careful(), "went on")

    def test_shown(self):
        err = io.StringIO()
        with redirect_stderr(err), warnings.catch_warnings():
            warnings.simplefilter("always")
            submission.plain()
        self.assertIn("UserWarning: careful", err.getvalue())

    def test_capture(self):
        with self.assertLogs("py.warnings", "WARNING") as caught:
            logging.captureWarnings(True)
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("always")
                    submission.plain()
            finally:
                logging.captureWarnings(False)
        self.assertIn("careful", caught.output[0])

    def test_showwarning(self):
        seen = []
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = lambda message, category, *rest: seen.append(category.__name__)
            submission.own()
        self.assertEqual(seen, ["OldWayWarning"])

    def test_through_callback(self):
        def warned():
            warnings.warn("from the test", ResourceWarning)
        with self.assertWarns(ResourceWarning):
            warned()

    def test_patched(self):
        with patch("submission.warnings.warn") as warn:
            submission.plain()
        warn.assert_called_once_with("careful")
