class InsufficientFunds(Exception):
    """There is not enough money on the account."""


class Account:
    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.balance = 0

    def deposit(self, cents: int) -> None:
        self._check_amount(cents)
        self.balance += cents

    def withdraw(self, cents: int) -> None:
        self._check_amount(cents)
        if cents > self.balance:
            raise InsufficientFunds(f"{self.owner} has only {self.balance} cents")
        self.balance -= cents

    def transfer(self, other: "Account", cents: int) -> None:
        self.withdraw(cents)
        other.deposit(cents)

    @staticmethod
    def _check_amount(cents: int) -> None:
        if cents <= 0:
            raise ValueError(f"an amount must be more than 0, not {cents}")
