import unittest

from submission import calculate


class CalculatorTest(unittest.TestCase):
    def check(self, text, expected, hint=""):
        message = f"calculate({text!r}) should return {expected}. {hint}".strip()
        self.assertAlmostEqual(calculate(text), expected, msg=message)

    def check_refused(self, text, why):
        with self.assertRaises(
            ValueError, msg=f"calculate({text!r}) should raise ValueError: {why}."
        ):
            calculate(text)


class NumbersTest(CalculatorTest):
    def test_whole_number(self):
        """A number alone is its own value"""
        self.check("7", 7)
        self.check("120", 120, "A number may have several digits.")

    def test_decimals(self):
        """Numbers may have decimals"""
        self.check("3.25", 3.25)

    def test_negative(self):
        """A minus makes a number negative"""
        self.check("-3", -3)
        self.check("--3", 3, "The minus of a minus is a plus.")


class SignsTest(CalculatorTest):
    def test_each_sign(self):
        """Adds, subtracts, multiplies and divides"""
        self.check("1 + 2", 3)
        self.check("5 - 8", -3)
        self.check("4 * 6", 24)
        self.check("9 / 2", 4.5)

    def test_from_left_to_right(self):
        """Works from left to right"""
        self.check("10 - 4 - 3", 3, "First 10 - 4, then 6 - 3.")
        self.check("24 / 4 / 2", 3, "First 24 / 4, then 6 / 2.")

    def test_order(self):
        """Multiplies and divides before adding and subtracting"""
        self.check("1 + 2 * 3", 7, "First 2 * 3.")
        self.check("2 * 3 + 4 * 5", 26, "First both products, then their sum.")
        self.check("8 - 6 / 2", 5, "First 6 / 2.")

    def test_minus_after_a_sign(self):
        """A negative number may follow a sign"""
        self.check("2 * -3", -6)
        self.check("1 - -1", 2)


class ParenthesesTest(CalculatorTest):
    def test_parentheses_first(self):
        """What is in parentheses comes first"""
        self.check("(1 + 2) * 3", 9)
        self.check("10 - (4 - 3)", 9)

    def test_nested(self):
        """Parentheses inside parentheses"""
        self.check("((2 + 3) * (1 + (4 - 1)))", 20)

    def test_minus_before(self):
        """A minus before parentheses"""
        self.check("-(2 + 0.5) / 5", -0.5)


class SpacesTest(CalculatorTest):
    def test_no_spaces(self):
        """Spaces are not needed"""
        self.check("2*(3+4)-5", 9)

    def test_many_spaces(self):
        """More spaces change nothing"""
        self.check("  2   *  ( 3 +4 )  ", 14)


class NonsenseTest(CalculatorTest):
    def test_empty(self):
        """An empty text is not a calculation"""
        self.check_refused("", "there is nothing to calculate")
        self.check_refused("   ", "there is nothing to calculate")

    def test_incomplete(self):
        """Something is missing"""
        self.check_refused("1 +", "the second number is missing")
        self.check_refused("* 2", "the first number is missing")

    def test_parentheses(self):
        """Parentheses must match"""
        self.check_refused("(2", "the parenthesis is not closed")
        self.check_refused("(1+2 3", "a number is where the parenthesis should be closed")
        self.check_refused("2)", "no parenthesis was opened")
        self.check_refused("()", "the parentheses are empty")

    def test_no_sign(self):
        """Two numbers need a sign between them"""
        self.check_refused("2 3", "there is no sign between the numbers")

    def test_words(self):
        """Words are not numbers"""
        self.check_refused("two", "that is not a number")
        self.check_refused("len('abc')", "a calculator should not run Python")

    def test_division_by_zero(self):
        """Dividing by zero"""
        with self.assertRaises(
            ZeroDivisionError, msg="calculate('1 / (2 - 2)') should raise ZeroDivisionError."
        ):
            calculate("1 / (2 - 2)")


if __name__ == "__main__":
    unittest.main()
