def negate(number):
    return -number
