def count_names():
    pass


def polite(name):
    pass
