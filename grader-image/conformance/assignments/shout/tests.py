import unittest

from submission import shout


class TestShout(unittest.TestCase):
    def test_text(self):
        self.assertEqual(shout("hey"), "HEY!")

    def test_beginning(self):
        self.assertTrue(shout("hey").startswith("HEY"))
        self.assertFalse(shout("ho").startswith("HEY"))

    def test_contains(self):
        self.assertIn("EY", shout("hey"))
        self.assertNotIn("e", shout("hey"))

    def test_length(self):
        self.assertEqual(len(shout("hey")), 4)

    def test_letters(self):
        self.assertEqual(list(shout("ab")), ["A", "B", "!"])

    def test_pattern(self):
        self.assertRegex(shout("hey"), r"^[A-Z]+!$")

    def test_is_text(self):
        self.assertIsInstance(shout("hey"), str)
        self.assertEqual(shout("hey").lower(), "hey!")
