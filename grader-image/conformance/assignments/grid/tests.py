import unittest

from submission import grid, transpose


class TestGrid(unittest.TestCase):
    def test_zeros(self):
        self.assertEqual(grid(2, 3), [[0, 0, 0], [0, 0, 0]])

    def test_rows_are_separate(self):
        made = grid(2, 2)
        made[0][0] = 1
        self.assertEqual(made, [[1, 0], [0, 0]])

    def test_transpose(self):
        self.assertEqual(transpose([[1, 2], [3, 4], [5, 6]]), [[1, 3, 5], [2, 4, 6]])

    def test_list(self):
        self.assertListEqual(transpose([]), [])
