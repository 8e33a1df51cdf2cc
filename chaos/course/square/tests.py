import unittest

from submission import square


class SquareTest(unittest.TestCase):
    def test_of_three(self):
        self.assertEqual(square(3), 9)

    def test_of_ten(self):
        self.assertEqual(square(10), 100)
