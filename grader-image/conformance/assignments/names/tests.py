import unittest

from submission import count_names, polite


class TestNames(unittest.TestCase):
    def test_count(self):
        self.assertEqual(count_names(), 3)

    def test_polite(self):
        self.assertEqual(polite("Ada"), "Dear Ada")
