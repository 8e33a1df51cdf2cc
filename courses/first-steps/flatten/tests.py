import copy
import unittest

from submission import add_up, depth, flatten

BOXES = [1, [2, 3, [4]], [], 5]


def nested(times):
    """The number 7 in this many boxes."""
    box = 7
    for _ in range(times):
        box = [box]
    return box


class FlattenTest(unittest.TestCase):
    def test_nested(self):
        """Takes everything out of its boxes"""
        self.assertEqual(
            flatten([1, [2, 3, [4]], [], 5]),
            [1, 2, 3, 4, 5],
            "flatten([1, [2, 3, [4]], [], 5]) should return [1, 2, 3, 4, 5].",
        )

    def test_only_empty_boxes(self):
        """Empty boxes contain nothing"""
        self.assertEqual(
            flatten([[], [[], [[]]]]), [], "flatten([[], [[], [[]]]]) should return []."
        )

    def test_deep(self):
        """Finds a thing in two hundred boxes"""
        self.assertEqual(flatten(nested(200)), [7], "A 7 in 200 boxes should come out as [7].")

    def test_texts_are_things(self):
        """Texts are things, not boxes"""
        self.assertEqual(
            flatten(["ab", ["cd"]]),
            ["ab", "cd"],
            "flatten(['ab', ['cd']]) should return ['ab', 'cd']: only lists are boxes.",
        )

    def test_tuples_are_things(self):
        """Tuples are things, not boxes"""
        self.assertEqual(
            flatten([(1, 2), [(3,)]]),
            [(1, 2), (3,)],
            "flatten([(1, 2), [(3,)]]) should return [(1, 2), (3,)]: only lists are boxes.",
        )


class DepthTest(unittest.TestCase):
    def test_flat(self):
        """A plain list has the depth 1"""
        self.assertEqual(depth([1, 2, 3]), 1, "depth([1, 2, 3]) should return 1.")

    def test_empty(self):
        """An empty list has the depth 1"""
        self.assertEqual(depth([]), 1, "depth([]) should return 1.")

    def test_nested(self):
        """Counts the boxes in boxes"""
        self.assertEqual(
            depth([1, [2, 3, [4]], [], 5]), 3, "depth([1, [2, 3, [4]], [], 5]) should return 3."
        )

    def test_deepest_first(self):
        """The deepest box counts, wherever it is"""
        self.assertEqual(depth([[[[]]], [1], []]), 4, "depth([[[[]]], [1], []]) should return 4.")


class AddUpTest(unittest.TestCase):
    def test_nested(self):
        """Adds up all the numbers"""
        self.assertEqual(
            add_up([1, [2, 3, [4]], [], 5]), 15, "add_up([1, [2, 3, [4]], [], 5]) should return 15."
        )

    def test_negative(self):
        """Adds negative numbers too"""
        self.assertEqual(add_up([[-5], [5, [-1]]]), -1, "add_up([[-5], [5, [-1]]]) should be -1.")

    def test_empty(self):
        """Nothing adds up to 0"""
        self.assertEqual(add_up([]), 0, "add_up([]) should return 0.")


class CarefulTest(unittest.TestCase):
    def test_changes_nothing(self):
        """The boxes do not change"""
        box = copy.deepcopy(BOXES)
        self.assertEqual(flatten(box), [1, 2, 3, 4, 5], "flatten should find all five things.")
        depth(box)
        add_up(box)
        self.assertEqual(box, BOXES, "One of your functions changed the list that it got.")


if __name__ == "__main__":
    unittest.main()
