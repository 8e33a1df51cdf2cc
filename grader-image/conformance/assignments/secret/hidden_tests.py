import unittest

from submission import code

EXPECTED = {"touchstone": 140, "gold": 38, "brass": 59}


class TestHidden(unittest.TestCase):
    def test_words(self):
        for word, number in EXPECTED.items():
            with self.subTest(word=word):
                self.assertEqual(code(word), number)

    def test_nothing(self):
        expected_number = 0
        self.assertEqual(code(""), expected_number)
