def grid(rows, columns):
    return [[0] * columns for _ in range(rows)]


def transpose(rows):
    return [list(column) for column in zip(*rows, strict=True)]
