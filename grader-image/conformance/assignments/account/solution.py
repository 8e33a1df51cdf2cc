class Overdrawn(Exception):
    pass


class Account:
    interest = 0

    def __init__(self, owner):
        self.owner = owner
        self._balance = 0

    @property
    def balance(self):
        return self._balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self._balance += amount

    def withdraw(self, amount):
        if amount > self._balance:
            raise Overdrawn("not enough money")
        self._balance -= amount
        return amount

    @classmethod
    def of(cls, owner, amount):
        account = cls(owner)
        account.deposit(amount)
        return account
