import unittest

from submission import evens


class EvensTest(unittest.TestCase):
    def test_sorts(self):
        self.assertEqual(evens([6, 1, 3, 2, 4]), [2, 4, 6])

    def test_finds_one(self):
        self.assertEqual(evens([3, 8]), [8])
