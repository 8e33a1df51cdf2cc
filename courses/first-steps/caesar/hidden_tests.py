import string
import unittest

from submission import decrypt, encrypt


class HiddenCaesarTest(unittest.TestCase):
    def test_large_shift(self):
        """A shift of more than 26"""
        self.assertEqual(encrypt("abc", 29), "def", "A shift of 29 is the same as one of 3.")

    def test_negative_shift(self):
        """A negative shift"""
        self.assertEqual(encrypt("def", -3), "abc", "A negative shift moves back.")

    def test_foreign_letters(self):
        """Letters other than a to z stay"""
        self.assertEqual(encrypt("Café ß Ω", 1), "Dbgé ß Ω", "Only a to z and A to Z move.")

    def test_there_and_back(self):
        """Every shift can be undone"""
        for shift in range(-60, 61, 7):
            self.assertEqual(
                decrypt(encrypt(string.printable, shift), shift),
                string.printable,
                f"Encrypting and decrypting by {shift} should give the text back.",
            )


if __name__ == "__main__":
    unittest.main()
