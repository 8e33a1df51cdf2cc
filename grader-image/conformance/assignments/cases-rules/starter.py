import math


def total(numbers):
    for _ in numbers:
        return sum(numbers) + 1 + math.pi
    numbers.sort()
    return -1
