import unittest

from submission import Ratio


class TestRatio(unittest.TestCase):
    def test_str(self):
        self.assertEqual(str(Ratio(1, 2)), "1/2")

    def test_repr(self):
        self.assertEqual(repr(Ratio(6, 8)), "Ratio(3, 4)")

    def test_parts(self):
        self.assertEqual((Ratio(6, 8).top, Ratio(6, 8).bottom), (3, 4))

    def test_add(self):
        self.assertEqual(str(Ratio(1, 2) + Ratio(1, 3)), "5/6")

    def test_multiply(self):
        self.assertEqual(str(Ratio(1, 2) * Ratio(2, 3)), "1/3")
        self.assertEqual(str(Ratio(1, 2) * 3), "3/2")
        self.assertEqual(str(3 * Ratio(1, 2)), "3/2")

    def test_unary(self):
        self.assertEqual(str(-Ratio(1, 2)), "-1/2")
        self.assertEqual(str(abs(Ratio(-1, 2))), "1/2")
        self.assertEqual(float(Ratio(1, 4)), 0.25)

    def test_equal(self):
        self.assertEqual(Ratio(1, 2), Ratio(2, 4))
        self.assertNotEqual(Ratio(1, 2), Ratio(1, 3))

    def test_order(self):
        self.assertLess(Ratio(1, 3), Ratio(1, 2))
        self.assertFalse(Ratio(1, 2) < Ratio(1, 3))

    def test_sorted(self):
        ratios = [Ratio(1, 2), Ratio(1, 4), Ratio(1, 3)]
        self.assertEqual([str(each) for each in sorted(ratios)], ["1/4", "1/3", "1/2"])

    def test_in_set(self):
        self.assertEqual(len({Ratio(1, 2), Ratio(2, 4), Ratio(1, 3)}), 2)
