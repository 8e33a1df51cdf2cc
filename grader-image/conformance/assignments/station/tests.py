import logging
import unittest
import warnings

import submission


class TestStation(unittest.TestCase):
    def test_heat(self):
        with self.assertWarns(submission.TooHot) as caught:
            submission.check(50)
        self.assertEqual(str(caught.warning), "50 degrees")

    def test_frost(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            submission.check(-50)
        found = [(each.category, str(each.message)) for each in caught]
        self.assertEqual(found, [(RuntimeWarning, "frost")])

    def test_neither(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.assertIs(submission.check(20), True)

    def test_as_error(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with self.assertRaisesRegex(RuntimeWarning, "frost"):
                submission.check(-41)

    def test_log(self):
        with self.assertLogs("station", "INFO") as caught:
            submission.record("Rome", 45)
        expected = ["INFO:station:Rome has 45 degrees", "WARNING:station:Rome is too hot"]
        self.assertEqual(caught.output, expected)
        self.assertEqual(caught.records[0].args, ("Rome", 45))

    def test_no_warning_logged(self):
        with self.assertLogs("station") as caught:
            submission.record("Oslo", 5)
        self.assertEqual([each.levelno for each in caught.records], [logging.INFO])
