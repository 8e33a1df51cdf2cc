def countdown(n):
    pass


def totals(numbers):
    pass
