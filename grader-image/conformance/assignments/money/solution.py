class Money:
    def __init__(self, amount):
        self.amount = amount

    def __eq__(self, other):
        return self.amount == (other.amount if isinstance(other, Money) else other)

    def __sub__(self, other):
        return self.amount - other

    def cents(self):
        return self.amount * 100


def total(numbers):
    return sum(numbers)


def share(amount, people):
    return amount / people
