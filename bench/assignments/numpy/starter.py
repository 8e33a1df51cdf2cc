def scale(values):
    pass
