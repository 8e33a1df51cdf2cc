import unittest

from submission import Money, share, total


class TestMoney(unittest.TestCase):
    def test_cents(self):
        self.assertEqual(Money(5), 5)
        self.assertEqual(Money(5).cents(), 500)

    def test_share(self):
        self.assertEqual(Money(3) - 1, 2)
        self.assertAlmostEqual(share(1, 3), 0.3333333333)

    def test_total(self):
        self.assertEqual(Money(5), 5)
        self.assertNotEqual(Money(5), 6)
        self.assertEqual(total([1, 2, 39]), 42)
        self.assertEqual(total([]), 0)
        self.assertIn(Money(5), [1, 5])
