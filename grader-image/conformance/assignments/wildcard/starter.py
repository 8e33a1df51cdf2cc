def double(n):
    pass


def triple(n):
    pass


LIMIT = 1
