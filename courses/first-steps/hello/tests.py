import unittest

from submission import hello


class HelloTest(unittest.TestCase):
    def test_returns_text(self):
        """hello returns a text"""
        self.assertIsInstance(
            hello(),
            str,
            "hello() should return a text. Write return before it, not print.",
        )

    def test_greets_the_world(self):
        """The text is Hello, World!"""
        self.assertEqual(
            hello(),
            "Hello, World!",
            "hello() should return exactly 'Hello, World!'. "
            "Check the capital letters, the comma, the space and the exclamation mark.",
        )


if __name__ == "__main__":
    unittest.main()
