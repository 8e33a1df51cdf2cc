import unittest

from submission import negate


class NegateTest(unittest.TestCase):
    def test_of_three(self):
        self.assertEqual(negate(3), -3)

    def test_of_ten(self):
        self.assertEqual(negate(10), -10)
