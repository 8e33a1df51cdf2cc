import unittest

from submission import NegativeAge, parse_age


class TestParseAge(unittest.TestCase):
    def test_number(self):
        self.assertEqual(parse_age("42"), 42)

    def test_letters(self):
        with self.assertRaises(ValueError):
            parse_age("old")

    def test_negative(self):
        with self.assertRaises(NegativeAge) as caught:
            parse_age("-1")
        self.assertEqual(str(caught.exception), "-1 is below zero")

    def test_message(self):
        self.assertRaisesRegex(ValueError, "below zero", parse_age, "-5")

    def test_arguments(self):
        try:
            parse_age("-7")
        except NegativeAge as error:
            self.assertEqual(error.args, ("-7 is below zero",))
        else:
            self.fail("parse_age('-7') should raise NegativeAge")
