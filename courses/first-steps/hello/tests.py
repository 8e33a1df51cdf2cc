import unittest

from submission import hello


class HelloTest(unittest.TestCase):
    def test_returns_text(self):
        """hello gives back a text"""
        self.assertIsInstance(
            hello(),
            str,
            "hello() should give back a text. Write return in front of it, not print.",
        )

    def test_greets_the_world(self):
        """The text is Hello, World!"""
        self.assertEqual(
            hello(),
            "Hello, World!",
            "hello() should return 'Hello, World!', letter by letter. "
            "Look at capital letters, the comma, the space and the exclamation mark.",
        )


if __name__ == "__main__":
    unittest.main()
