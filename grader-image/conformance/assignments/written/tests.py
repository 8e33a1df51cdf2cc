import math  # noqa: F401
import unittest

from submission import Point, product


class TestWritten(unittest.TestCase):
    def test_point(self):
        point = Point(2, 3)
        again = eval(repr(point))
        self.assertEqual((again.x, again.y), (2, 3))
        self.assertEqual(again, point)

    def test_point_among_names(self):
        again = eval(repr(Point(2, 3)), {"Point": Point})
        self.assertEqual(again.x, 2)

    def test_product(self):
        self.assertEqual(eval(product([2, 3, 7])), 42)

    def test_text_of_the_test(self):
        self.assertEqual(eval("math.prod([2, 3])"), 6)

    def test_both(self):
        self.assertEqual(eval(f"[{product([20, 30, 7])}, 1]"), [4200, 1])
