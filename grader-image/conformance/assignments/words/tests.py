import unittest

from submission import count_words


class TestCountWords(unittest.TestCase):
    def test_counts(self):
        self.assertEqual(count_words("a b a"), {"a": 2, "b": 1})

    def test_one_word(self):
        self.assertEqual(count_words("Hey hey")["hey"], 2)

    def test_membership(self):
        self.assertIn("b", count_words("a b"))
        self.assertNotIn("z", count_words("a b"))

    def test_nothing(self):
        self.assertDictEqual(count_words(""), {})

    def test_size(self):
        self.assertEqual(len(count_words("x y z x")), 3)

    def test_values(self):
        self.assertEqual(sorted(count_words("x y x").values()), [1, 2])
