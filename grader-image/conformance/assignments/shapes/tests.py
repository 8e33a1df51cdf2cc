import unittest

from submission import Circle, Shape, Square, largest


class TestShapes(unittest.TestCase):
    def test_square(self):
        self.assertEqual(Square(3).area(), 9)

    def test_circle(self):
        self.assertAlmostEqual(Circle(1).area(), 3.14159, places=4)

    def test_kinds(self):
        self.assertIsInstance(Square(1), Shape)
        self.assertTrue(issubclass(Circle, Shape))
        self.assertNotIsInstance(Square(1), Circle)

    def test_describe(self):
        self.assertEqual(Square(2).describe(), "square of area 4.0")
        self.assertEqual(Circle(1).describe(), "circle of area 3.1")

    def test_abstract(self):
        with self.assertRaises(NotImplementedError):
            Shape().area()

    def test_largest(self):
        small, large = Square(1), Circle(5)
        self.assertIs(largest([small, large]), large)
