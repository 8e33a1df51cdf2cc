import unittest

from submission import squares


class TestSquares(unittest.TestCase):
    def test_four(self):
        self.assertEqual(list(squares(4)), [0, 1, 4, 9])

    def test_none(self):
        self.assertEqual(list(squares(0)), [])

    def test_total(self):
        self.assertEqual(sum(squares(4)), 14)

    def test_sorted(self):
        self.assertEqual(sorted(squares(3), reverse=True), [4, 1, 0])

    def test_one_by_one(self):
        collected = []
        for value in squares(3):
            collected.append(value)
        self.assertEqual(collected, [0, 1, 4])
