import unittest

from submission import remove_negatives, rename


class TestTidy(unittest.TestCase):
    def test_removes(self):
        numbers = [1, -1, 2, -5]
        remove_negatives(numbers)
        self.assertEqual(numbers, [1, 2])

    def test_returns_nothing(self):
        self.assertIsNone(remove_negatives([1]))

    def test_expected_beside(self):
        numbers, expected = [3, -3], [3]
        self.assertIsNone(remove_negatives(numbers))
        self.assertEqual(numbers, expected)
        self.assertEqual(len(numbers), 1)

    def test_renames(self):
        record = {"nme": "Ada", "age": 36}
        rename(record, "nme", "name")
        self.assertEqual(record, {"age": 36, "name": "Ada"})
