import unittest

import submission
from submission import SettingsError


class TestSettings(unittest.TestCase):
    def test_missing_file(self):
        with self.assertRaises(FileNotFoundError) as caught:
            submission.load("/tmp/no-such-settings")
        self.assertEqual(caught.exception.filename, "/tmp/no-such-settings")
        self.assertEqual(caught.exception.errno, 2)

    def test_no_setting(self):
        with self.assertRaises(SettingsError) as caught:
            submission.parse("a=1\nb")
        self.assertEqual(caught.exception.args, ("line 2 is no setting",))
        self.assertEqual(caught.exception.line, 2)

    def test_note(self):
        with self.assertRaises(SettingsError) as caught:
            submission.parse("b")
        self.assertEqual(caught.exception.__notes__, ["write name=value"])

    def test_cause(self):
        with self.assertRaises(SettingsError) as caught:
            submission.parse("a=x")
        self.assertIs(type(caught.exception.__cause__), ValueError)
        self.assertFalse(hasattr(caught.exception, "__notes__"))

    def test_empty(self):
        with self.assertRaisesRegex(LookupError, "no settings") as caught:
            submission.first({})
        self.assertIsNone(caught.exception.__cause__)
        self.assertTrue(caught.exception.__suppress_context__)
