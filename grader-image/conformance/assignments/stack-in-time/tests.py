import unittest

from submission import Stack


def filled(*items):
    stack = Stack()
    for item in items:
        stack.push(item)
    return stack


class TestStack(unittest.TestCase):
    def test_pop(self):
        stack = filled(1, 2)
        self.assertEqual(stack.pop(), 2)
        self.assertEqual(stack.pop(), 1)

    def test_pop_nothing(self):
        stack = filled()
        with self.assertRaises(IndexError):
            stack.pop()

    def test_length(self):
        self.assertEqual(len(filled(1, 2, 3)), 3)

    def test_iteration(self):
        self.assertEqual(list(filled(1, 2, 3)), [3, 2, 1])

    def test_contains(self):
        self.assertIn(2, filled(1, 2))
        self.assertNotIn(5, filled(1, 2))

    def test_index(self):
        self.assertEqual(filled(4, 5)[1], 5)

    def test_truth(self):
        self.assertTrue(filled(1))
        self.assertFalse(filled())

    def test_equal(self):
        self.assertEqual(filled(1, 2), filled(1, 2))
        self.assertNotEqual(filled(1), filled(2))

    def test_repr(self):
        self.assertEqual(repr(filled(1)), "Stack([1])")

    def test_hash(self):
        self.assertEqual(len({filled(1), filled(1)}), 1)
