from fractions import Fraction


class Empty(ValueError):
    pass


class Purse:
    def __init__(self, coins):
        self.coins = coins

    def take(self, number):
        if number > self.coins:
            raise Empty(f"only {self.coins} left")
        self.coins -= number
        return self


def sum(numbers):
    total = 0
    for number in numbers:
        total += number
    return total


def is_prime(number):
    return number > 1 and all(number % factor for factor in range(2, number))


def half(number):
    return Fraction(number, 2)
