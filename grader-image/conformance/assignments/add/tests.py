import unittest

from submission import add


class TestAdd(unittest.TestCase):
    def test_small(self):
        self.assertEqual(add(1, 2), 3)

    def test_negative(self):
        self.assertEqual(-3, add(-1, -2))

    def test_large(self):
        self.assertEqual(add(2**200, 1), 2**200 + 1)

    def test_texts(self):
        self.assertEqual(add("a", "b"), "ab")
