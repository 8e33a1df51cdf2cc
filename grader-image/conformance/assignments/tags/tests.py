import unittest

from submission import ignoring, remember, tag


class TestTags(unittest.TestCase):
    def test_tag(self):
        bold = tag("b")
        with bold:
            bold.write("bold")
        self.assertEqual(bold.text, "<b>bold</b>")

    def test_tag_gives_itself(self):
        with tag("i") as italic:
            self.assertEqual(italic.text, "<i>")
        self.assertEqual(italic.text, "<i></i>")

    def test_ignoring(self):
        reached = []
        with ignoring(KeyError):
            reached.append(1)
            raise KeyError("not there")
        self.assertEqual(reached, [1])
        with self.assertRaises(ValueError), ignoring(KeyError):
            raise ValueError("another kind")

    def test_remember(self):
        calls = []

        @remember
        def square(n):
            calls.append(n)
            return n * n

        self.assertEqual([square(3), square(3), square(4)], [9, 9, 16])
        self.assertEqual(calls, [3, 4])
