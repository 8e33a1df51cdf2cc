import unittest

from submission import average


class AverageTest(unittest.TestCase):
    def test_rounds(self):
        self.assertEqual(average([1, 2, 2]), 1.67)

    def test_refuses_nothing(self):
        with self.assertRaises(ValueError):
            average([])
