LIMIT = 10
print("ready")


def clamp(n):
    return min(n, LIMIT)
