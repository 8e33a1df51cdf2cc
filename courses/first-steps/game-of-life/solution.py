from collections import Counter

Cell = tuple[int, int]


def parse(picture: str) -> set[Cell]:
    return {
        (row, column)
        for row, line in enumerate(picture.splitlines())
        for column, character in enumerate(line)
        if character == "#"
    }


def show(world: set[Cell], rows: int, columns: int) -> str:
    return "\n".join(
        "".join("#" if (row, column) in world else "." for column in range(columns))
        for row in range(rows)
    )


def step(world: set[Cell]) -> set[Cell]:
    counts = Counter(neighbour for cell in world for neighbour in neighbours(cell))
    return {cell for cell, count in counts.items() if count == 3 or (count == 2 and cell in world)}


def run(world: set[Cell], generations: int) -> set[Cell]:
    for _ in range(generations):
        world = step(world)
    return world


def neighbours(cell: Cell) -> list[Cell]:
    row, column = cell
    return [
        (row + down, column + right)
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
        if (down, right) != (0, 0)
    ]
