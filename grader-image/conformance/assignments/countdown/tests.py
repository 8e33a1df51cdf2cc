import itertools
import unittest

from submission import countdown, totals


class TestCountdown(unittest.TestCase):
    def test_all(self):
        self.assertEqual(list(countdown(3)), [3, 2, 1])

    def test_step_by_step(self):
        numbers = countdown(2)
        self.assertEqual(next(numbers), 2)
        self.assertEqual(next(numbers), 1)
        with self.assertRaises(StopIteration):
            next(numbers)

    def test_lazy(self):
        self.assertEqual(list(itertools.islice(countdown(10**9), 2)), [10**9, 10**9 - 1])


class TestTotals(unittest.TestCase):
    def test_list(self):
        self.assertEqual(list(totals([1, 2, 3])), [1, 3, 6])

    def test_iterator(self):
        self.assertEqual(list(totals(iter((5, 5)))), [5, 10])

    def test_endless(self):
        self.assertEqual(list(itertools.islice(totals(itertools.count(1)), 4)), [1, 3, 6, 10])
