import unittest

from submission import to_celsius, to_fahrenheit


class ToFahrenheitTest(unittest.TestCase):
    def test_boiling_water(self):
        """Water boils at 212 degrees Fahrenheit"""
        self.assertAlmostEqual(
            to_fahrenheit(100),
            212,
            msg="to_fahrenheit(100) should return 212: 100 times 9, divided by 5, plus 32.",
        )

    def test_freezing_water(self):
        """Water freezes at 32 degrees Fahrenheit"""
        self.assertAlmostEqual(to_fahrenheit(0), 32, msg="to_fahrenheit(0) should return 32.")

    def test_body(self):
        """A healthy body has 98.6 degrees Fahrenheit"""
        self.assertAlmostEqual(
            to_fahrenheit(37),
            98.6,
            msg="to_fahrenheit(37) should return 98.6. Use /, which keeps decimals, and not //.",
        )


class ToCelsiusTest(unittest.TestCase):
    def test_freezing_water(self):
        """Water freezes at 0 degrees Celsius"""
        self.assertAlmostEqual(
            to_celsius(32),
            0,
            msg="to_celsius(32) should return 0. Subtract 32 first; that needs parentheses.",
        )

    def test_boiling_water(self):
        """Water boils at 100 degrees Celsius"""
        self.assertAlmostEqual(to_celsius(212), 100, msg="to_celsius(212) should return 100.")

    def test_cold(self):
        """0 degrees Fahrenheit are well below freezing"""
        self.assertAlmostEqual(
            to_celsius(0),
            -160 / 9,
            msg="to_celsius(0) should return about -17.78. Don't round the result.",
        )


class BothWaysTest(unittest.TestCase):
    def test_minus_40(self):
        """Both scales agree at minus 40"""
        self.assertAlmostEqual(to_fahrenheit(-40), -40, msg="to_fahrenheit(-40) should return -40.")
        self.assertAlmostEqual(to_celsius(-40), -40, msg="to_celsius(-40) should return -40.")

    def test_there_and_back(self):
        """There and back again is where you started"""
        self.assertAlmostEqual(
            to_celsius(to_fahrenheit(21.5)),
            21.5,
            msg="to_celsius(to_fahrenheit(21.5)) should return 21.5 again.",
        )


if __name__ == "__main__":
    unittest.main()
