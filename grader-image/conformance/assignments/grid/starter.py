def grid(rows, columns):
    pass


def transpose(rows):
    pass
