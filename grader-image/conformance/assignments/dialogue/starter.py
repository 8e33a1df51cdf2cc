def main():
    return 0


def table(n):
    return 0
