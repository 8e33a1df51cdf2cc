def following(number):
    pass
