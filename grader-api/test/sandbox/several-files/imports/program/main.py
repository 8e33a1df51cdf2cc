import shapes
from shapes import ShapeError, Square

LIMIT = 5


def run(n):
    return shapes.area(n)


def make(n):
    return Square(n)


def fail():
    raise ShapeError("bad")


if __name__ == "__main__":
    print(run(int(input())))
