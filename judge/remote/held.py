"""Lists, dictionaries and sets that an object of the program's has, in the hands of a test.

The test has a copy of its own. Before each request the program is given what the test has changed
in it, and afterwards the test what the program has, so that both go on as if it were one. Copies
that no test has in hand any more cost nothing.
"""

import sys
from typing import Any

from ..border.channel import Garbled
from ..border.containers import same, snapshot

# What is larger stays a copy: to look for changes in it before each request would take too long.
_MAX_PARTS = 256
_MAX_ITEMS = 20_000
_MAX_WHOLES = 256


class HeldPart:
    __slots__ = ("before", "container", "number")

    def __init__(self, number: int, container: Any) -> None:
        self.number = number
        self.container = container
        self.before = snapshot(container)

    def is_changed(self) -> bool:
        return not same(self.before, self.container)

    def references(self) -> int:
        return sys.getrefcount(self.container)


#: Of a container that nothing but its part refers to.
_ALONE = HeldPart(0, []).references()


class Held:
    """``wholes``: each with its parts."""

    def __init__(self) -> None:
        self.wholes: list[list[HeldPart]] = []

    def add(self, numbers: Any, containers: list[Any]) -> None:
        """A container, first, and those within it, with their numbers in the student's process."""
        if type(numbers) is not list or len(numbers) != len(containers):
            raise Garbled("containers without numbers")
        if any(type(each) is not int for each in numbers):
            raise Garbled("containers without numbers")
        if len(self.wholes) >= _MAX_WHOLES or not is_small(containers):
            return
        self.wholes.append([HeldPart(*each) for each in zip(numbers, containers, strict=True)])

    def parts(self) -> list[HeldPart]:
        """Those still in hand, and those that were changed before they were let go."""
        self.wholes = [
            whole
            for whole in self.wholes
            if any(
                # Those within are referred to by the container that they are in.
                part.references() > _ALONE + (part is not whole[0]) or part.is_changed()
                for part in whole
            )
        ]
        return [part for whole in self.wholes for part in whole]


def is_small(containers: list[Any]) -> bool:
    return len(containers) <= _MAX_PARTS and sum(map(len, containers)) <= _MAX_ITEMS
