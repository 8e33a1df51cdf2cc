def countdown(n):
    while n > 0:
        yield n
        n -= 1


def totals(numbers):
    total = 0
    for number in numbers:
        total += number
        yield total
