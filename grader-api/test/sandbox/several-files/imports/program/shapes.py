"""Shapes."""

CONSTANT = 3
ITEMS = [1]
CONFIG = {"unit": "cm"}


class ShapeError(Exception):
    pass


class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return area(self.side)

    def __eq__(self, other):
        return isinstance(other, Square) and self.side == other.side

    def __repr__(self):
        return f"Square({self.side})"


def area(n):
    if n < 0:
        raise ValueError("negative")
    return n * n
