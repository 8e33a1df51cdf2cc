import unittest

from submission import fizz_buzz


class FizzBuzzTest(unittest.TestCase):
    def test_plain_numbers(self):
        """Plain numbers stay, but as text"""
        self.assertEqual(
            fizz_buzz(2),
            ["1", "2"],
            "fizz_buzz(2) should return ['1', '2']. The entries are texts: str(1) makes '1'.",
        )

    def test_fizz(self):
        """Three becomes Fizz"""
        self.assertEqual(
            fizz_buzz(3), ["1", "2", "Fizz"], "fizz_buzz(3) should return ['1', '2', 'Fizz']."
        )

    def test_buzz(self):
        """Five becomes Buzz"""
        self.assertEqual(
            fizz_buzz(5),
            ["1", "2", "Fizz", "4", "Buzz"],
            "fizz_buzz(5) should return ['1', '2', 'Fizz', '4', 'Buzz'].",
        )

    def test_fizz_buzz(self):
        """Fifteen becomes FizzBuzz"""
        self.assertEqual(
            fizz_buzz(15)[-1:],
            ["FizzBuzz"],
            "The last entry of fizz_buzz(15) should be 'FizzBuzz', since 15 can be divided by 3 "
            "and by 5. Do you check that case first?",
        )

    def test_length(self):
        """One entry for each number"""
        self.assertEqual(
            len(fizz_buzz(30)),
            30,
            "fizz_buzz(30) should have 30 entries, from 1 up to and including 30.",
        )

    def test_later_numbers(self):
        """The game continues in the same way"""
        self.assertEqual(
            fizz_buzz(30)[24:],
            ["Buzz", "26", "Fizz", "28", "29", "FizzBuzz"],
            "The entries for 25 to 30 should be Buzz, 26, Fizz, 28, 29, FizzBuzz.",
        )

    def test_nobody_counts(self):
        """Up to 0 there is nothing to say"""
        self.assertEqual(fizz_buzz(0), [], "fizz_buzz(0) should return an empty list, [].")


if __name__ == "__main__":
    unittest.main()
