import unittest

from submission import total


class TotalTest(unittest.TestCase):
    def test_adds_three(self):
        self.assertEqual(total([3, 4, 5]), 12)

    def test_adds_one(self):
        self.assertEqual(total([7]), 7)
