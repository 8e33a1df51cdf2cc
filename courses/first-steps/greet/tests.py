import contextlib
import io
import unittest
from unittest import mock

from submission import greet


def last_line_after_typing(*lines):
    """Runs greet() with these typed lines; returns the last line that it printed."""
    typed = iter(lines)

    def type_line(prompt=""):
        line = next(typed, None)
        if line is None:
            raise EOFError("greet() called input() more than twice. It should read only two lines.")
        return line

    screen = io.StringIO()
    with mock.patch("builtins.input", type_line), contextlib.redirect_stdout(screen):
        greet()
    printed = screen.getvalue().strip().splitlines()
    return printed[-1].strip() if printed else ""


class GreetTest(unittest.TestCase):
    def test_ada(self):
        """Ada, who is 36"""
        self.assertEqual(
            last_line_after_typing("Ada", "36"),
            "Ada, next year you will be 37.",
            "Somebody typed Ada and 36. greet() should print "
            "'Ada, next year you will be 37.' Print it, don't return it.",
        )

    def test_linus(self):
        """Linus, who is 9"""
        self.assertEqual(
            last_line_after_typing("Linus", "9"),
            "Linus, next year you will be 10.",
            "Somebody typed Linus and 9. Use what was typed: read both lines with input(), "
            "and turn the second one into a number with int().",
        )

    def test_newborn(self):
        """A baby of age 0"""
        self.assertEqual(
            last_line_after_typing("Mia", "0"),
            "Mia, next year you will be 1.",
            "Somebody typed Mia and 0. Zero is an age like any other: next year it is 1.",
        )

    def test_name_with_space(self):
        """A name with two words"""
        self.assertEqual(
            last_line_after_typing("Grace Hopper", "85"),
            "Grace Hopper, next year you will be 86.",
            "Somebody typed Grace Hopper and 85. Keep the whole line as the name.",
        )


if __name__ == "__main__":
    unittest.main()
