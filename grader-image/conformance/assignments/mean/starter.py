def mean(values):
    pass


def spread(values):
    pass
