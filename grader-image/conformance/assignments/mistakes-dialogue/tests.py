import io
import unittest
from contextlib import redirect_stdout
from unittest.mock import patch

from submission import main


class DialogueTest(unittest.TestCase):
    def test_greets_who_typed(self):
        printed = io.StringIO()
        with patch("builtins.input", side_effect=["Ada"]), redirect_stdout(printed):
            main()
        self.assertEqual(printed.getvalue(), "Hello, Ada!\n")
