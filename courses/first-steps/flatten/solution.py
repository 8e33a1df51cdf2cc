from typing import Any


def flatten(box: list[Any]) -> list[Any]:
    things: list[Any] = []
    for item in box:
        if isinstance(item, list):
            things.extend(flatten(item))
        else:
            things.append(item)
    return things


def depth(box: list[Any]) -> int:
    return 1 + max((depth(item) for item in box if isinstance(item, list)), default=0)


def add_up(box: list[Any]) -> float:
    return sum(flatten(box))
