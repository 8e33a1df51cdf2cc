import contextlib
import copy
import doctest
import inspect
import io
import pickle
import typing
import unittest

import submission
from submission import Account, Savings, open_account, total


class TestAccount(unittest.TestCase):
    def test_class(self):
        self.assertEqual(Savings.__bases__, (Account,))
        self.assertEqual(Savings.__mro__, (Savings, Account, object))
        self.assertEqual(inspect.signature(Account).parameters["start"].default, 0)

    def test_copied(self):
        account = Account("Bo", 2)
        other = copy.deepcopy(account)
        self.assertEqual(other.pay(3), 5)
        self.assertEqual(account.pay(0), 2)

    def test_examples(self):
        self.assertEqual(doctest.testmod(submission).failed, 0)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            doctest.run_docstring_examples(open_account, {"open_account": open_account})
        self.assertEqual(printed.getvalue(), "")
        self.assertEqual(Account("Bo").pay(7), 7)

    def test_hints(self):
        hints = typing.get_type_hints(open_account)
        self.assertEqual(hints["start"], typing.Optional[int])  # noqa: UP045
        self.assertIs(typing.get_type_hints(Account.pay)["return"], int)

    def test_kind(self):
        self.assertIsInstance(open_account("Bo"), Account)
        self.assertIs(type(open_account("Bo")), Account)

    def test_names(self):
        self.assertIn("pay", dir(Account("Bo")))
        self.assertNotIn("balance", dir(Account("Bo")))

    def test_private(self):
        self.assertEqual(vars(Account("Bo", 3)), {"owner": "Bo", "_balance": 3})
        self.assertNotIn("_balance", Account.__dict__)

    def test_saved(self):
        self.assertEqual(pickle.loads(pickle.dumps(Account("Bo", 3))).pay(1), 4)

    def test_signature(self):
        parameters = inspect.signature(open_account, eval_str=True).parameters
        self.assertEqual(list(parameters), ["owner", "start"])
        self.assertIs(parameters["owner"].annotation, str)
        self.assertEqual(open_account.__code__.co_argcount, 2)

    def test_wrapped(self):
        self.assertEqual(inspect.unwrap(total)(Account("Bo", 2), Account("Cy", 3)), 5)

    def test_zero(self):
        self.assertEqual(Account("Bo").pay(0), 0)
        self.assertEqual(Account("Bo", 4).pay(5), 9)
