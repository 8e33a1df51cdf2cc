import unittest

from submission import parse_number, parse_settings


def message_of(function, text):
    """The message of the ValueError that the call raises, None if it raises none."""
    try:
        function(text)
    except ValueError as error:
        return str(error)
    return None


class ParseNumberTest(unittest.TestCase):
    def test_number(self):
        """Reads a whole number"""
        self.assertEqual(parse_number("42"), 42, "parse_number('42') should return 42.")
        self.assertEqual(parse_number("-7"), -7, "parse_number('-7') should return -7.")

    def test_spaces(self):
        """Spaces around the number are ignored"""
        self.assertEqual(parse_number("  42 "), 42, "parse_number('  42 ') should return 42.")

    def test_no_number(self):
        """A word is not a number"""
        self.assertEqual(
            message_of(parse_number, "forty"),
            "not a whole number: forty",
            "parse_number('forty') should raise ValueError('not a whole number: forty').",
        )

    def test_decimal_number(self):
        """A number with decimals is not a whole number"""
        self.assertEqual(
            message_of(parse_number, "2.5"),
            "not a whole number: 2.5",
            "parse_number('2.5') should raise ValueError('not a whole number: 2.5').",
        )

    def test_nothing(self):
        """An empty text is not a number"""
        self.assertEqual(
            message_of(parse_number, ""),
            "not a whole number: ",
            "parse_number('') should raise a ValueError.",
        )


class ParseSettingsTest(unittest.TestCase):
    def test_settings(self):
        """Reads settings, with and without spaces"""
        self.assertEqual(
            parse_settings("width = 800\nheight=600"),
            {"width": 800, "height": 600},
            "parse_settings('width = 800\\nheight=600') should return "
            "{'width': 800, 'height': 600}.",
        )

    def test_comments_and_empty_lines(self):
        """Ignores empty lines and lines that start with #"""
        self.assertEqual(
            parse_settings("# the window\n\nwidth = 800\n   # zoom = 3\n  \n"),
            {"width": 800},
            "Empty lines and lines that start with # (maybe after spaces) have no setting.",
        )

    def test_no_settings(self):
        """An empty text has no settings"""
        self.assertEqual(parse_settings(""), {}, "parse_settings('') should return {}.")


class ParseSettingsFaultsTest(unittest.TestCase):
    def test_no_sign(self):
        """Reports a line without ="""
        self.assertEqual(
            message_of(parse_settings, "width = 800\nheight 600"),
            "line 2: no = sign",
            "Line 2, 'height 600', has no = sign.",
        )

    def test_no_name(self):
        """Reports a missing name"""
        self.assertEqual(
            message_of(parse_settings, " = 5"), "line 1: no name", "There is nothing before the =."
        )

    def test_no_number(self):
        """Reports a value that is not a number"""
        self.assertEqual(
            message_of(parse_settings, "width = big"),
            "line 1: not a whole number: big",
            "The value of width is not a whole number. Use the message of parse_number.",
        )

    def test_name_again(self):
        """Reports a name that is used twice"""
        self.assertEqual(
            message_of(parse_settings, "width = 1\nzoom = 2\nwidth = 3"),
            "line 3: width again",
            "width is already set in line 1.",
        )

    def test_line_numbers(self):
        """Counts ignored lines, too"""
        self.assertEqual(
            message_of(parse_settings, "# one\n\n\nwidth"),
            "line 4: no = sign",
            "Empty lines and comments count, too: the wrong line is the fourth.",
        )


if __name__ == "__main__":
    unittest.main()
