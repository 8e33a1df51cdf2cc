def following(number):
    return number + 1
