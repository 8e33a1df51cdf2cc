import importlib
import io
import unittest
from contextlib import redirect_stdout

import submission


def printed():
    with redirect_stdout(io.StringIO()) as out:
        importlib.reload(submission)
    return out.getvalue()


class TestScript(unittest.TestCase):
    def test_lines(self):
        self.assertEqual(printed().split(), ["*", "**", "***"])

    def test_exactly(self):
        self.assertEqual(printed(), "*\n**\n***\n")
