import unittest

from submission import count_words, favourite_word


class HiddenWordCountTest(unittest.TestCase):
    def test_lonely_punctuation(self):
        """Punctuation alone is not a word"""
        self.assertEqual(
            count_words("yes ! no ... (?)"),
            {"yes": 1, "no": 1},
            "Punctuation that stands alone should not be counted.",
        )

    def test_all_punctuation(self):
        """All kinds of punctuation are removed"""
        self.assertEqual(
            count_words('"Well; (really?) - yes: well-known!"'),
            {"well": 1, "really": 1, "-": 1, "yes": 1, "well-known": 1},
            "All of the listed characters should be removed, and no others.",
        )

    def test_only_punctuation(self):
        """A text of punctuation has no favourite"""
        self.assertIsNone(favourite_word("... !"), "There is no word here.")

    def test_long_text(self):
        """A long text"""
        text = "to be or not to be that is the question " * 2000
        self.assertEqual(
            favourite_word(text), "be", "be and to occur equally often, and be comes first."
        )
        self.assertEqual(count_words(text)["question"], 2000, "question occurs 2000 times.")


if __name__ == "__main__":
    unittest.main()
