import unittest

from submission import mean, median, spread


class SpreadTest(unittest.TestCase):
    def test_three_numbers(self):
        """The spread of three numbers"""
        self.assertEqual(
            spread([3, 8, 5]), 5, "spread([3, 8, 5]) should return 5, because 8 - 3 is 5."
        )

    def test_negative_numbers(self):
        """The spread reaches from below zero to above"""
        self.assertEqual(spread([-2, 4]), 6, "spread([-2, 4]) should return 6: 4 - (-2).")

    def test_single_number(self):
        """One number alone has no spread"""
        self.assertEqual(spread([7]), 0, "spread([7]) should return 0, because 7 - 7 is 0.")

    def test_empty(self):
        """The spread of nothing is None"""
        self.assertIsNone(spread([]), "spread([]) should return None: there is no number at all.")


class MeanTest(unittest.TestCase):
    def test_three_numbers(self):
        """The mean of three numbers"""
        self.assertAlmostEqual(
            mean([3, 8, 4]), 5, msg="mean([3, 8, 4]) should return 5, because 15 / 3 is 5."
        )

    def test_decimals(self):
        """A mean does not have to be a whole number"""
        self.assertAlmostEqual(
            mean([1, 2]), 1.5, msg="mean([1, 2]) should return 1.5. Divide with /, not with //."
        )

    def test_empty(self):
        """The mean of nothing is None"""
        self.assertIsNone(mean([]), "mean([]) should return None. Dividing by 0 is an error.")


class MedianTest(unittest.TestCase):
    def test_odd_count(self):
        """The middle one of three"""
        self.assertEqual(
            median([9, 1, 5]),
            5,
            "median([9, 1, 5]) should return 5: sorted they are 1, 5, 9, and 5 is in the middle.",
        )

    def test_even_count(self):
        """Halfway between the middle two of four"""
        self.assertAlmostEqual(
            median([4, 1, 3, 2]),
            2.5,
            msg="median([4, 1, 3, 2]) should return 2.5, halfway between 2 and 3.",
        )

    def test_longer_even_count(self):
        """Halfway between the middle two of six"""
        self.assertAlmostEqual(
            median([1, 2, 3, 4, 5, 6]),
            3.5,
            msg="median([1, 2, 3, 4, 5, 6]) should return 3.5, halfway between 3 and 4.",
        )

    def test_one_far_away(self):
        """One number far away does not matter"""
        self.assertEqual(
            median([1, 2, 3, 4, 1000]), 3, "median([1, 2, 3, 4, 1000]) should return 3."
        )

    def test_empty(self):
        """The median of nothing is None"""
        self.assertIsNone(median([]), "median([]) should return None.")

    def test_leaves_the_list_alone(self):
        """The list keeps its order"""
        numbers = [9, 1, 5]
        result = median(numbers)
        self.assertEqual(result, 5, "median([9, 1, 5]) should return 5.")
        self.assertEqual(
            numbers,
            [9, 1, 5],
            "median changed the list it was given. Use sorted(numbers), not numbers.sort().",
        )


if __name__ == "__main__":
    unittest.main()
