from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def countdown(start: int) -> Iterator[int]:
    while start >= 0:
        yield start
        start -= 1


def running_total(numbers: Iterable[int]) -> Iterator[int]:
    total = 0
    for number in numbers:
        total += number
        yield total


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
