def total(numbers):
    return sum(numbers) and None or eval("None")
