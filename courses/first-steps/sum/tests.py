import unittest

from submission import add


class SumTest(unittest.TestCase):
    def test_small_numbers(self):
        """Adds two small numbers"""
        self.assertEqual(add(2, 3), 5, "add(2, 3) should return 5, because 2 + 3 is 5.")

    def test_other_numbers(self):
        """Adds other numbers, too"""
        self.assertEqual(
            add(40, 2),
            42,
            "add(40, 2) should return 42. Does your function use both numbers?",
        )

    def test_zero(self):
        """Adding zero changes nothing"""
        self.assertEqual(add(7, 0), 7, "add(7, 0) should return 7.")
        self.assertEqual(add(0, 0), 0, "add(0, 0) should return 0.")

    def test_negative_numbers(self):
        """Adds negative numbers"""
        self.assertEqual(add(-4, 10), 6, "add(-4, 10) should return 6.")
        self.assertEqual(add(-4, -6), -10, "add(-4, -6) should return -10.")

    def test_large_numbers(self):
        """Adds very large numbers"""
        self.assertEqual(
            add(10**20, 1),
            100000000000000000001,
            "add(10**20, 1) should return 100000000000000000001. "
            "Python can add numbers of any size.",
        )


if __name__ == "__main__":
    unittest.main()
