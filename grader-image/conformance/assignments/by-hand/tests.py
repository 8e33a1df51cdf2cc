import ast
import inspect
import os
import tokenize
import unittest
from pathlib import Path

import submission


class TestByHand(unittest.TestCase):
    def test_total(self):
        self.assertEqual(submission.total([1, 2, 3]), 6)

    def test_text(self):
        self.assertIn("submission.py", os.listdir("."))
        with open("submission.py") as file:
            self.assertNotIn("eval(", file.read())

    def test_tree(self):
        tree = ast.parse(Path(submission.__file__).read_bytes())
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        self.assertFalse(names & {"sum", "eval"})

    def test_tokens(self):
        with tokenize.open(submission.__file__) as file:
            self.assertNotIn("sum(", file.read())

    def test_loop(self):
        self.assertIn("for ", inspect.getsource(submission.total))
