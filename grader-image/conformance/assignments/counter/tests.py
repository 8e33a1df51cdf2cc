import unittest

import submission


class TestCounter(unittest.TestCase):
    def setUp(self):
        submission.reset()

    def test_bump(self):
        self.assertEqual(submission.bump(), 1)
        self.assertEqual(submission.bump(), 2)

    def test_count_is_seen(self):
        submission.bump()
        self.assertEqual(submission.count, 1)

    def test_reset(self):
        submission.bump()
        submission.reset()
        self.assertEqual(submission.count, 0)
