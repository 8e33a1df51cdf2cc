def squares(n):
    pass
