class Account:
    def __init__(self, balance):
        self.balance = balance

    def deposit(self, amount):
        if amount < 0:
            raise ValueError("negative")
        self.balance += amount
        print(f"now {self.balance}")


def max(numbers):
    return sorted(numbers)[-1]
