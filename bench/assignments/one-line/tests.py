import unittest

from submission import double


class DoubleTest(unittest.TestCase):
    def test_doubles(self):
        self.assertEqual(double(21), 42)
