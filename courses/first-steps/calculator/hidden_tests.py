import unittest

from submission import calculate


class HiddenCalculatorTest(unittest.TestCase):
    def test_long_calculations(self):
        """Longer calculations"""
        for text, expected in [
            ("1 - 2 + 3 - 4 + 5", 3),
            ("2 * 3 / 4 * 5", 7.5),
            ("-2 * -3 - -4", 10),
            ("(1 + 2) * (3 - (4 + 5)) / 2", -9),
            ("0.5 * (10 - 2.5 * 2) + 0.25", 2.75),
        ]:
            self.assertAlmostEqual(
                calculate(text), expected, msg=f"calculate({text!r}) should return {expected}."
            )

    def test_many_parentheses(self):
        """Many parentheses"""
        self.assertAlmostEqual(
            calculate("(" * 50 + "7" + ")" * 50), 7, msg="Fifty parentheses around a 7 give 7."
        )

    def test_very_long(self):
        """A calculation of a thousand numbers"""
        self.assertAlmostEqual(
            calculate(" + ".join(["1"] * 1000)), 1000, msg="A thousand ones add up to 1000."
        )

    def test_more_nonsense(self):
        """More texts that are not calculations"""
        for text in [
            "1 ** 2",
            "7 // 2",
            "1_000",
            "1e3",
            "0x10",
            "1.",
            ".5",
            "1.2.3",
            "1 2",
            "(1)(2)",
            "1, 2",
            "1 + + 2",
            "(1 + 2",
            "1 + 2)",
            ")1(",
            "2 - ",
            "[1]",
            "True",
            "__import__('os')",
        ]:
            with self.assertRaises(ValueError, msg=f"calculate({text!r}) should raise ValueError."):
                calculate(text)


if __name__ == "__main__":
    unittest.main()
