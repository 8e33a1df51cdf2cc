import math


def area(r):
    """The area."""
    return math.pi * r ** 2


class Box:
    def get(self):
        return 1
