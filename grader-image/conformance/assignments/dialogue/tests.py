import io
import unittest
from contextlib import redirect_stdout
from unittest.mock import patch

import submission


class TestDialogue(unittest.TestCase):
    def test_input_patched(self):
        with patch("builtins.input", return_value="Ada"), redirect_stdout(io.StringIO()) as out:
            submission.main()
        self.assertEqual(out.getvalue(), "Hello, Ada!\n")

    def test_stdin_patched(self):
        with patch("sys.stdin", io.StringIO("Grace\n")), redirect_stdout(io.StringIO()) as out:
            submission.main()
        self.assertIn("Hello, Grace!", out.getvalue())

    def test_table(self):
        with patch("sys.stdout", new_callable=io.StringIO) as out:
            submission.table(5)
        self.assertEqual(out.getvalue().splitlines(), ["1 x 5 = 5", "2 x 5 = 10", "3 x 5 = 15"])
