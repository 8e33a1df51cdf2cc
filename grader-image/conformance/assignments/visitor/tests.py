import functools
import io
import operator
import unittest
from unittest.mock import Mock

from guests import Guest
from submission import ask, copy_to, each, first, sort_by, visit


def scaled(factor, value):
    return factor * value


class TestVisitor(unittest.TestCase):
    def double(self, value):
        return 2 * value

    def test_visit(self):
        notes = []
        self.assertEqual(visit(Guest("Ada"), notes), "Hello, Ada!")
        self.assertEqual(notes, ["Ada"])

    def test_each(self):
        self.assertEqual(each(self.double, [1, 2]), [2, 4])
        self.assertEqual(each(functools.partial(scaled, 3), [1, 2]), [3, 6])
        self.assertEqual(each(str.upper, ["a"]), ["A"])
        self.assertEqual(each(len, ["abc"]), [3])
        seen = []
        each(seen.append, [7, 8])
        self.assertEqual(seen, [7, 8])

    def test_ask(self):
        source = Mock()
        source.read.return_value = "Grace"
        self.assertEqual(ask(source), "Grace")
        source.read.assert_called_once_with("name")

    def test_stream(self):
        stream = io.StringIO()
        copy_to(stream, "some text")
        self.assertEqual(stream.getvalue(), "some text\n")

    def test_sort(self):
        rows = [("b", 1), ("a", 2)]
        self.assertEqual(sort_by(operator.itemgetter(0), rows), [("a", 2), ("b", 1)])

    def test_first(self):
        self.assertEqual(first(iter([5, 6])), 5)
        self.assertEqual(first(number for number in range(3, 9)), 3)
