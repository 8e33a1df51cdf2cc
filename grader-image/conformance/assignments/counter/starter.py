count = None


def bump():
    pass


def reset():
    pass
