import unittest

from submission import decrypt, encrypt


class EncryptTest(unittest.TestCase):
    def test_small_letters(self):
        """Moves lower-case letters"""
        self.assertEqual(encrypt("abc", 3), "def", "encrypt('abc', 3) should return 'def'.")

    def test_end_of_alphabet(self):
        """Starts again at the end of the alphabet"""
        self.assertEqual(
            encrypt("xyz", 3),
            "abc",
            "encrypt('xyz', 3) should return 'abc': after z comes a. The remainder % 26 helps.",
        )

    def test_capital_letters(self):
        """Capital letters stay capital"""
        self.assertEqual(encrypt("AbZ", 1), "BcA", "encrypt('AbZ', 1) should return 'BcA'.")

    def test_other_characters(self):
        """Everything except letters stays the same"""
        self.assertEqual(
            encrypt("Hello, World! 42", 3),
            "Khoor, Zruog! 42",
            "encrypt('Hello, World! 42', 3) should leave the comma, spaces, '!' and digits alone.",
        )

    def test_no_shift(self):
        """A shift of 0 changes nothing"""
        self.assertEqual(encrypt("Rome", 0), "Rome", "encrypt('Rome', 0) should return 'Rome'.")

    def test_empty_text(self):
        """An empty text stays empty"""
        self.assertEqual(encrypt("", 5), "", "encrypt('', 5) should return ''.")


class DecryptTest(unittest.TestCase):
    def test_decrypt(self):
        """Reads a secret message"""
        self.assertEqual(
            decrypt("Khoor, Zruog!", 3),
            "Hello, World!",
            "decrypt('Khoor, Zruog!', 3) should return 'Hello, World!'.",
        )

    def test_beginning_of_alphabet(self):
        """Before a comes z"""
        self.assertEqual(decrypt("abc", 3), "xyz", "decrypt('abc', 3) should return 'xyz'.")


if __name__ == "__main__":
    unittest.main()
