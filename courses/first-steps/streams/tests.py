import itertools
import unittest

from submission import batches, countdown, running_total


def counting(limit):
    """1, 2, 3, … and an error when more than `limit` of them are taken."""
    yield from range(1, limit + 1)
    raise AssertionError(
        f"Your generator took more than {limit} values from a stream before it needed them. "
        "Yield a value as soon as you can."
    )


def first(count, stream):
    """The first values of a stream, which may be endless."""
    return list(itertools.islice(stream, count))


class CountdownTest(unittest.TestCase):
    def test_from_three(self):
        """Counts down from 3 to 0"""
        self.assertEqual(
            list(countdown(3)), [3, 2, 1, 0], "list(countdown(3)) should be [3, 2, 1, 0]."
        )

    def test_from_zero(self):
        """Counts from 0 to 0"""
        self.assertEqual(list(countdown(0)), [0], "list(countdown(0)) should be [0].")

    def test_below_zero(self):
        """Below 0 there is nothing to count"""
        self.assertEqual(list(countdown(-1)), [], "list(countdown(-1)) should be [].")

    def test_one_at_a_time(self):
        """Yields one value at a time"""
        numbers = countdown(1_000_000)
        self.assertNotIsInstance(
            numbers, list, "countdown should not make a list first. Use yield for each number."
        )
        self.assertEqual(
            first(2, numbers),
            [1_000_000, 999_999],
            "The first two values of countdown(1_000_000) should be 1000000 and 999999.",
        )


class RunningTotalTest(unittest.TestCase):
    def test_totals(self):
        """Adds up as it goes"""
        self.assertEqual(
            list(running_total([5, 1, 4])),
            [5, 6, 10],
            "list(running_total([5, 1, 4])) should be [5, 6, 10]: 5, then 5 + 1, then 6 + 4.",
        )

    def test_nothing(self):
        """Without numbers there is no total"""
        self.assertEqual(list(running_total([])), [], "list(running_total([])) should be [].")

    def test_stream(self):
        """Works on an endless stream"""
        self.assertEqual(
            first(4, running_total(counting(4))),
            [1, 3, 6, 10],
            "The first four totals of 1, 2, 3, … should be 1, 3, 6, 10.",
        )


class BatchesTest(unittest.TestCase):
    def test_even_batches(self):
        """Makes batches of the same size"""
        self.assertEqual(
            [list(batch) for batch in batches([1, 2, 3, 4], 2)],
            [[1, 2], [3, 4]],
            "batches([1, 2, 3, 4], 2) should yield [1, 2] and then [3, 4].",
        )

    def test_last_batch(self):
        """The last batch may be shorter"""
        self.assertEqual(
            [list(batch) for batch in batches("abcde", 2)],
            [["a", "b"], ["c", "d"], ["e"]],
            "batches('abcde', 2) should yield ['a', 'b'], ['c', 'd'] and then ['e'].",
        )

    def test_nothing(self):
        """Without items there are no batches"""
        self.assertEqual(list(batches([], 3)), [], "batches([], 3) should yield nothing.")

    def test_stream(self):
        """Works on an endless stream"""
        self.assertEqual(
            [list(batch) for batch in first(2, batches(counting(6), 3))],
            [[1, 2, 3], [4, 5, 6]],
            "The first two batches of three of 1, 2, 3, … should be [1, 2, 3] and [4, 5, 6].",
        )

    def test_batches_are_separate(self):
        """Every batch is a separate list"""
        all_batches = list(batches([1, 2, 3], 1))
        self.assertEqual(
            [list(batch) for batch in all_batches],
            [[1], [2], [3]],
            "Start a new list for each batch; clearing the old one would empty all batches.",
        )


if __name__ == "__main__":
    unittest.main()
