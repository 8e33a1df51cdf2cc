import unittest

from submission import *


class TestWildcard(unittest.TestCase):
    def test_double(self):
        self.assertEqual(double(4), 8)

    def test_triple(self):
        self.assertEqual(triple(4), 12)

    def test_limit(self):
        self.assertEqual(LIMIT, 100)
