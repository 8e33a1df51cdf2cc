import unittest

from submission import mean, spread


class TestMean(unittest.TestCase):
    def test_two(self):
        self.assertAlmostEqual(mean([1, 2]), 1.5)

    def test_thirds(self):
        self.assertAlmostEqual(mean([0.1, 0.2, 0.3]), 0.2, places=5)

    def test_between(self):
        self.assertGreater(mean([1, 9]), 4.9)
        self.assertLess(mean([1, 9]), 5.1)

    def test_rounded(self):
        self.assertEqual(round(mean([1, 2, 2]), 2), 1.67)


class TestSpread(unittest.TestCase):
    def test_whole(self):
        self.assertEqual(spread([3, 9, 4]), 6)

    def test_delta(self):
        self.assertAlmostEqual(spread([0.5, 0.75]), 0.25, delta=0.01)

    def test_at_least(self):
        self.assertGreaterEqual(spread([1]), 0)
        self.assertLessEqual(spread([1]), 0)
