import unittest

from submission import price

MENU = {"soup": 4, "bread": 2}


class PriceTest(unittest.TestCase):
    def test_finds_the_price(self):
        self.assertEqual(price(MENU, "soup"), 4)

    def test_knows_no_cake(self):
        self.assertEqual(price(MENU, "cake"), 0)
