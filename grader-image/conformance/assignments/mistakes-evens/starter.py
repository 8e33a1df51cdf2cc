def evens(numbers):
    return []
