import unittest

from submission import ignoring, remember, tag


class TestTags(unittest.TestCase):
    def test_tag(self):
        lines = []
        with tag("b", lines):
            lines.append("bold")
        self.assertEqual(lines, ["<b>", "bold", "</b>"])

    def test_tag_gives_lines(self):
        with tag("i", []) as lines:
            self.assertEqual(lines, ["<i>"])

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
