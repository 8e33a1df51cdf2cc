import unittest

from submission import code


class TestCode(unittest.TestCase):
    def test_abc(self):
        expected = 6
        self.assertEqual(code("abc"), expected)
