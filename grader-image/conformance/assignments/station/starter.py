class TooHot(UserWarning):
    pass


def check(degrees):
    return None


def record(place, degrees):
    return None
