import unittest

from submission import following


class NextTest(unittest.TestCase):
    def test_of_three(self):
        self.assertEqual(following(3), 4)

    def test_of_ten(self):
        self.assertEqual(following(10), 11)
