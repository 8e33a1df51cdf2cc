import unittest

from submission import Account, InsufficientFunds


def account_with(cents, owner="Ada"):
    account = Account(owner)
    account.deposit(cents)
    return account


class AccountTest(unittest.TestCase):
    def test_new_account(self):
        """A new account has an owner and no money"""
        account = Account("Ada")
        self.assertEqual(account.owner, "Ada", "Account('Ada').owner should be 'Ada'.")
        self.assertEqual(account.balance, 0, "A new account's balance should be 0.")

    def test_deposit(self):
        """A deposit adds to the balance"""
        account = account_with(500)
        self.assertEqual(account.balance, 500, "After deposit(500) the balance should be 500.")
        account.deposit(20)
        self.assertEqual(account.balance, 520, "After deposit(20) more it should be 520.")

    def test_smallest_amount(self):
        """One cent can be deposited and withdrawn"""
        account = account_with(1)
        self.assertEqual(account.balance, 1, "After deposit(1) the balance should be 1.")
        account.withdraw(1)
        self.assertEqual(account.balance, 0, "With 1 on it, withdraw(1) is allowed and leaves 0.")

    def test_withdraw(self):
        """A withdrawal takes from the balance"""
        account = account_with(500)
        account.withdraw(200)
        self.assertEqual(
            account.balance, 300, "With 500 on it, after withdraw(200), the balance should be 300."
        )

    def test_withdraw_everything(self):
        """The last cent can be withdrawn"""
        account = account_with(500)
        account.withdraw(500)
        self.assertEqual(
            account.balance, 0, "With 500 on it, withdraw(500) is allowed and leaves 0."
        )

    def test_accounts_are_separate(self):
        """Two accounts don't share their money"""
        ada, grace = account_with(500), Account("Grace")
        self.assertEqual(ada.balance, 500, "500 were paid into Ada's account.")
        self.assertEqual(
            grace.balance, 0, "Grace's account should still be empty. Use self.balance."
        )


class TransferTest(unittest.TestCase):
    def test_transfer(self):
        """A transfer moves money"""
        ada, grace = account_with(300), account_with(50, "Grace")
        ada.transfer(grace, 100)
        self.assertEqual(ada.balance, 200, "Ada had 300 and gave 100, so 200 are left.")
        self.assertEqual(grace.balance, 150, "Grace had 50 and got 100, so she has 150.")

    def test_too_much(self):
        """A transfer of more than there is changes nothing"""
        ada, grace = account_with(300), Account("Grace")
        with self.assertRaises(
            InsufficientFunds, msg="Ada has 300; transfer(grace, 301) should be refused."
        ):
            ada.transfer(grace, 301)
        self.assertEqual(ada.balance, 300, "A refused transfer should change nothing.")
        self.assertEqual(grace.balance, 0, "A refused transfer should give Grace nothing.")

    def test_negative_transfer(self):
        """Nobody can take money with a negative transfer"""
        ada, grace = account_with(300), account_with(300, "Grace")
        with self.assertRaises(
            ValueError, msg="transfer(grace, -100) should raise ValueError: it would be theft."
        ):
            ada.transfer(grace, -100)
        self.assertEqual(ada.balance, 300, "A refused transfer should not change Ada's money.")
        self.assertEqual(grace.balance, 300, "A refused transfer should not change Grace's.")


class RefusalTest(unittest.TestCase):
    def test_too_much(self):
        """Nobody can withdraw more than there is"""
        account = account_with(500)
        with self.assertRaises(
            InsufficientFunds, msg="With 500 on it, withdraw(501) should raise InsufficientFunds."
        ):
            account.withdraw(501)
        self.assertEqual(account.balance, 500, "A refused withdrawal should change nothing.")

    def test_deposit_of_nothing(self):
        """A deposit must be more than 0"""
        for cents in (0, -5):
            account = account_with(500)
            with self.assertRaises(ValueError, msg=f"deposit({cents}) should raise ValueError."):
                account.deposit(cents)
            self.assertEqual(account.balance, 500, "A refused deposit should change nothing.")

    def test_withdrawal_of_nothing(self):
        """A withdrawal must be more than 0"""
        for cents in (0, -5):
            account = account_with(500)
            with self.assertRaises(ValueError, msg=f"withdraw({cents}) should raise ValueError."):
                account.withdraw(cents)
            self.assertEqual(account.balance, 500, "A refused withdrawal should change nothing.")


if __name__ == "__main__":
    unittest.main()
