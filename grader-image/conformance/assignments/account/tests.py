import unittest

from submission import Account, Overdrawn


class TestAccount(unittest.TestCase):
    def setUp(self):
        self.account = Account("Ada")

    def test_empty(self):
        self.assertEqual(self.account.balance, 0)

    def test_owner(self):
        self.assertEqual(self.account.owner, "Ada")

    def test_deposit(self):
        self.account.deposit(10)
        self.account.deposit(5)
        self.assertEqual(self.account.balance, 15)

    def test_withdraw(self):
        self.account.deposit(10)
        self.assertEqual(self.account.withdraw(4), 4)
        self.assertEqual(self.account.balance, 6)

    def test_overdrawn(self):
        with self.assertRaises(Overdrawn):
            self.account.withdraw(1)

    def test_negative(self):
        with self.assertRaisesRegex(ValueError, "positive"):
            self.account.deposit(-1)

    def test_read_only(self):
        with self.assertRaises(AttributeError):
            self.account.balance = 5

    def test_of(self):
        self.assertEqual(Account.of("Bob", 7).balance, 7)
