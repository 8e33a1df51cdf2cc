def negate(number):
    pass
