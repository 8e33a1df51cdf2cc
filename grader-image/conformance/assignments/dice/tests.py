import sys
import unittest
from datetime import date
from unittest.mock import call, patch

import submission


class FixedDate(date):
    @classmethod
    def today(cls):
        return cls(2024, 2, 29)


class TestDice(unittest.TestCase):
    def test_throw(self):
        with patch("submission.random.randint", side_effect=[2, 6, 1]) as randint:
            self.assertEqual(submission.throw(), [2, 6, 1])
        self.assertEqual(randint.call_args_list, [call(1, 6)] * 3)

    def test_limits(self):
        with patch.dict(submission.LIMITS, throws=5):
            self.assertEqual(len(submission.throw()), 5)
        self.assertEqual(len(submission.throw()), 3)

    def test_today(self):
        with patch("submission.date", FixedDate):
            self.assertEqual(submission.today(), "29.02.2024")

    def test_total(self):
        with patch.object(submission.Cup, "shake", lambda self: 4):
            self.assertEqual(submission.Cup().total(3), 12)
        self.assertIn(submission.Cup().total(1), range(1, 7))

    @patch("submission.random.randint", return_value=5)
    @patch("submission.time.sleep")
    def test_slowly(self, sleep, randint):
        self.assertEqual(submission.slowly(), 10)
        sleep.assert_called_once_with(2)

    def test_player(self):
        with patch.object(sys, "argv", ["submission.py", "ada"]):
            self.assertEqual(submission.player(), "Ada")
