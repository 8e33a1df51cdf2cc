def average(numbers):
    return 0
