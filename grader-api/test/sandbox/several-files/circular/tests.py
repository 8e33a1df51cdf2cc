import contextlib
import importlib
import io
import runpy
import sys
import unittest
from unittest.mock import patch


class TestCircular(unittest.TestCase):
    def test_each_sees_the_other(self):
        import bank
        import main

        self.assertIs(bank.main, main)
        self.assertIs(main.bank, bank)
        self.assertEqual(main.total(1, 2), 6)
        with patch("main.RATE", 5):
            self.assertEqual(bank.Account((1, 2)).worth(), 15)

    def test_script_has_its_own_main(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            runpy.run_path("main.py", run_name="__main__")
        self.assertEqual(out.getvalue(), "6 __main__\n")

    def test_late_import(self):
        import main

        self.assertEqual(main.late(), ["late"])
        coins = importlib.import_module("coins")
        self.assertEqual(coins.SEEN, ["late"])
        self.assertEqual(coins.double(4), 8)
        self.assertEqual(sys.modules["coins"].SEEN, main.late()[:1] + ["late"])
