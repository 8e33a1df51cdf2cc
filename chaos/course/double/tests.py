import unittest

from submission import double


class DoubleTest(unittest.TestCase):
    def test_of_three(self):
        self.assertEqual(double(3), 6)

    def test_of_ten(self):
        self.assertEqual(double(10), 20)
