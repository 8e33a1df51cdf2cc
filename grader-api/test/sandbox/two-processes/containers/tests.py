import unittest

import submission
from submission import GRID, ITEMS, Box


class TestContainers(unittest.TestCase):
    def setUp(self):
        submission.ITEMS.clear()

    def test_a_imported_by_name(self):
        submission.add(1)
        self.assertEqual(ITEMS, [1])
        ITEMS.append(2)
        self.assertEqual(submission.total(submission.ITEMS), 3)
        self.assertTrue(submission.is_own(ITEMS))
        self.assertIs(submission.ITEMS, ITEMS)

    def test_cleared(self):
        self.assertEqual(submission.total(ITEMS), 0)

    def test_deep(self):
        submission.CONFIG["deep"]["a"].append(5)
        self.assertEqual(submission.deep(), [1, 5])
        inner = submission.CONFIG["deep"]["a"]
        inner.append(6)
        self.assertEqual(submission.deep(), [1, 5, 6])

    def test_grid(self):
        GRID[1][0] = 7
        self.assertEqual(submission.cell(), 7)

    def test_object(self):
        box = Box()
        box.items.append(4)
        self.assertEqual(box.total(), 4)
        items = box.items
        box.add(5)
        self.assertEqual(items, [4, 5])
        box.copied.append(9)
        self.assertEqual(box.total(), 9)

    def test_class(self):
        Box.names.append("x")
        self.assertEqual(Box.names, ["x"])

    def test_z_replaced(self):
        before = submission.ITEMS
        submission.add(1)
        submission.reset()
        self.assertEqual(before, [1])
        self.assertEqual(submission.ITEMS, [])

    def test_callback(self):
        def change(seen):
            seen["k"].sort()
            seen["n"] = 1

        self.assertEqual(submission.call_with(change), ([1, 2, 3], {"k": [1, 2, 3], "n": 1}))

    def test_callback_that_raises(self):
        def change(seen):
            seen["n"] = 1
            raise KeyError("stop")

        with self.assertRaises(KeyError):
            submission.call_with(change)

    def test_raised_after(self):
        items = []
        with self.assertRaises(ValueError):
            submission.raise_after(items)
        self.assertEqual(items, [1])

    def test_loop(self):
        box = Box()
        for number in range(200):
            box.add(number)
            self.assertEqual(len(box.items), number + 1)
