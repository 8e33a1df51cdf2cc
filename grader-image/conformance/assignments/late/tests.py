import unittest
from unittest.mock import patch

from late_help import clamp_all


class TestInMethod(unittest.TestCase):
    def test_large(self):
        import submission

        self.assertEqual(submission.clamp(11), 10)

    def test_name(self):
        from submission import LIMIT, clamp

        self.assertEqual(clamp(LIMIT + 1), LIMIT)
        self.assertEqual(LIMIT, 10)

    def test_helper(self):
        self.assertEqual(clamp_all([9, 10, 11]), [9, 10, 10])

    @patch("submission.LIMIT", 3)
    def test_patched(self):
        import submission

        self.assertEqual(submission.clamp(5), 3)


class TestInSetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import submission

        cls.limit = submission.LIMIT

    def setUp(self):
        from submission import clamp

        self.clamp = clamp

    def test_limit(self):
        self.assertEqual(self.limit, 10)

    def test_small(self):
        self.assertEqual(self.clamp(-4), -4)
