import unittest
from datetime import date
from decimal import Decimal
from fractions import Fraction

from submission import encode, half, next_day, price, unique


class TestCalendar(unittest.TestCase):
    def test_leap_day(self):
        self.assertEqual(next_day(date(2024, 2, 28)), date(2024, 2, 29))

    def test_year(self):
        self.assertEqual(next_day(date(2024, 12, 31)).year, 2025)

    def test_price(self):
        self.assertEqual(price(Decimal("10.00"), Decimal("0.19")), Decimal("11.90"))

    def test_half(self):
        self.assertEqual(half(Fraction(1, 3)), Fraction(1, 6))

    def test_encode(self):
        self.assertEqual(encode("grün"), b"gr\xc3\xbcn")

    def test_unique(self):
        self.assertEqual(unique([1, 2, 1]), {1, 2})
