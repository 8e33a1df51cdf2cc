class InsufficientFunds(Exception):
    """There is not enough money on the account."""


class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0

    def deposit(self, cents):
        pass

    def withdraw(self, cents):
        pass

    def transfer(self, other, cents):
        pass
