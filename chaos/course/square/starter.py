def square(number):
    pass
