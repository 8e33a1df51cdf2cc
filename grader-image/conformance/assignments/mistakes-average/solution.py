def average(numbers):
    if not numbers:
        raise ValueError("no numbers")
    return round(sum(numbers) / len(numbers), 2)
