import unittest

from submission import values


class TestValues(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(values(3), [0, 1, 2])

    def test_contains(self):
        self.assertIn(2, values(3))

    def test_total(self):
        self.assertEqual(sum(values(4)), 6)

    def test_nothing(self):
        self.assertEqual(values(0), [])
