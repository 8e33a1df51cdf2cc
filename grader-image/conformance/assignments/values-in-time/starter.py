def values(n):
    pass
