def total(numbers):
    """Adds up, one by one."""
    result = 0
    for number in numbers:
        result += number
    return result
