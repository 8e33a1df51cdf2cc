import unittest

from submission import count_items, total, unknown_items


def shop():
    return {"apple": 40, "bread": 250, "milk": 120}


class CountItemsTest(unittest.TestCase):
    def test_counts(self):
        """Counts each item"""
        self.assertEqual(
            count_items(["apple", "milk", "apple"]),
            {"apple": 2, "milk": 1},
            "count_items(['apple', 'milk', 'apple']) should return {'apple': 2, 'milk': 1}.",
        )

    def test_empty_basket(self):
        """An empty basket has nothing to count"""
        self.assertEqual(count_items([]), {}, "count_items([]) should return {}.")


class UnknownItemsTest(unittest.TestCase):
    def test_sorted_and_once(self):
        """Lists unknown items once, in alphabetical order"""
        self.assertEqual(
            unknown_items(shop(), ["tea", "apple", "cheese", "tea"]),
            ["cheese", "tea"],
            "For the basket ['tea', 'apple', 'cheese', 'tea'] unknown_items should return "
            "['cheese', 'tea']: sorted, and tea only once.",
        )

    def test_all_known(self):
        """Returns an empty list when all items have a price"""
        self.assertEqual(
            unknown_items(shop(), ["milk", "bread"]),
            [],
            "All items in ['milk', 'bread'] have a price, so unknown_items should return [].",
        )

    def test_free_items_are_known(self):
        """An item that costs 0 has a price, too"""
        self.assertEqual(
            unknown_items({"bag": 0}, ["bag"]),
            [],
            "A bag costs 0, and that is a price. Check whether the item is in prices.",
        )


class TotalTest(unittest.TestCase):
    def test_total(self):
        """Adds up the prices"""
        self.assertEqual(
            total(shop(), ["apple", "milk"]),
            160,
            "total for ['apple', 'milk'] should be 160, because 40 + 120 is 160.",
        )

    def test_repeated_items(self):
        """Three apples cost three times as much"""
        self.assertEqual(
            total(shop(), ["apple", "apple", "apple"]),
            120,
            "total for three apples should be 120. Every one of them counts.",
        )

    def test_unknown_items(self):
        """Items without a price cost nothing"""
        self.assertEqual(
            total(shop(), ["tea", "bread"]),
            250,
            "total for ['tea', 'bread'] should be 250: tea has no price, so it adds nothing.",
        )

    def test_empty_basket(self):
        """An empty basket costs nothing"""
        self.assertEqual(total(shop(), []), 0, "total for an empty basket should be 0.")


class CarefulTest(unittest.TestCase):
    def test_changes_nothing(self):
        """Prices and basket do not change"""
        prices, basket = shop(), ["tea", "apple", "tea"]
        self.assertEqual(total(prices, basket), 40, "total for one apple and tea should be 40.")
        unknown_items(prices, basket)
        count_items(basket)
        self.assertEqual(prices, shop(), "One of your functions changed the prices.")
        self.assertEqual(
            basket, ["tea", "apple", "tea"], "One of your functions changed the basket."
        )


if __name__ == "__main__":
    unittest.main()
