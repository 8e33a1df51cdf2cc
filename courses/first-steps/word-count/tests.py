import unittest

from submission import count_words, favourite_word


class CountWordsTest(unittest.TestCase):
    def test_different_words(self):
        """Counts words that occur once"""
        self.assertEqual(
            count_words("one two three"),
            {"one": 1, "two": 1, "three": 1},
            "count_words('one two three') should count each word once.",
        )

    def test_repeated_words(self):
        """Counts repeated words"""
        self.assertEqual(
            count_words("one fish two fish"),
            {"one": 1, "fish": 2, "two": 1},
            "count_words('one fish two fish') should count fish twice.",
        )

    def test_capital_letters(self):
        """Capital letters don't matter"""
        self.assertEqual(
            count_words("The the THE"),
            {"the": 3},
            "count_words('The the THE') should return {'the': 3}. "
            "Convert the text to lower case first.",
        )

    def test_punctuation(self):
        """Punctuation does not belong to a word"""
        self.assertEqual(
            count_words("Stop! Stop, please."),
            {"stop": 2, "please": 1},
            "count_words('Stop! Stop, please.') should return {'stop': 2, 'please': 1}.",
        )

    def test_inside_a_word(self):
        """An apostrophe inside a word stays"""
        self.assertEqual(
            count_words("Don't worry"),
            {"don't": 1, "worry": 1},
            "count_words(\"Don't worry\") should keep the apostrophe in don't.",
        )

    def test_white_space(self):
        """Lines, tabs and many spaces separate words, too"""
        self.assertEqual(
            count_words("  red\tgreen\n\nred  "),
            {"red": 2, "green": 1},
            "Words may be separated by tabs, new lines and several spaces. "
            "text.split() without an argument handles them all.",
        )


class FavouriteWordTest(unittest.TestCase):
    def test_clear_favourite(self):
        """Finds the most frequent word"""
        self.assertEqual(
            favourite_word("One fish two fish"),
            "fish",
            "favourite_word('One fish two fish') should return 'fish', which occurs twice.",
        )

    def test_late_in_the_alphabet(self):
        """Frequent words win, wherever they are in the alphabet"""
        self.assertEqual(
            favourite_word("a zebra met a zebra and a zebra and one more zebra"),
            "zebra",
            "zebra occurs four times, more often than a.",
        )

    def test_tie(self):
        """The alphabet decides a tie"""
        self.assertEqual(
            favourite_word("pear apple pear apple zebra"),
            "apple",
            "apple and pear both occur twice, and apple comes first in the alphabet.",
        )

    def test_no_words(self):
        """A text without words has no favourite"""
        self.assertIsNone(favourite_word(""), "favourite_word('') should return None.")


if __name__ == "__main__":
    unittest.main()
