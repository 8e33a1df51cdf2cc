import unittest

from submission import apply_all, compose, repeat


class TestCallbacks(unittest.TestCase):
    def test_apply(self):
        self.assertEqual(apply_all(lambda x: x * 2, [1, 2]), [2, 4])

    def test_builtin(self):
        self.assertEqual(apply_all(len, ["a", "bb"]), [1, 2])

    def test_repeat(self):
        calls = []
        repeat(calls.append, 3)
        self.assertEqual(calls, [0, 1, 2])

    def test_compose(self):
        self.assertEqual(compose(lambda x: x + 1, lambda x: x * 10)(2), 21)

    def test_exception_passes(self):
        def refuse(value):
            raise LookupError(value)

        with self.assertRaises(LookupError):
            apply_all(refuse, [1])
