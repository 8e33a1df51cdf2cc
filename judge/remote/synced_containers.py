"""The tests' copies of lists, dictionaries and sets that an object of the program has.

Before each request, changes in a copy are sent to the program. Afterwards the copy gets the
program's changes, so that both behave as if they were one object. Copies to which no test has a
reference any more cost nothing.
"""

import sys
from typing import Any

from ..border.channel import Garbled
from ..border.containers import same, snapshot

# Larger ones are plain copies: looking for changes before each request would take too long.
_MAX_PARTS = 256
_MAX_ITEMS = 20_000
_MAX_WHOLES = 256


class SyncedPart:
    __slots__ = ("before", "container", "number")

    def __init__(self, number: int, container: Any) -> None:
        self.number = number
        self.container = container
        self.before = snapshot(container)

    def is_changed(self) -> bool:
        return not same(self.before, self.container)

    def references(self) -> int:
        return sys.getrefcount(self.container)


#: The references to a container to which only its part refers.
_ALONE = SyncedPart(0, []).references()


class SyncedContainers:
    """``wholes`` are the containers with their parts, which include the containers within them."""

    def __init__(self) -> None:
        self.wholes: list[list[SyncedPart]] = []

    def add(self, numbers: Any, containers: list[Any]) -> None:
        """Adds a container and those within it, with their numbers in the student's process."""
        if type(numbers) is not list or len(numbers) != len(containers):
            raise Garbled("containers without numbers")
        if any(type(each) is not int for each in numbers):
            raise Garbled("containers without numbers")
        if len(self.wholes) >= _MAX_WHOLES or not is_small(containers):
            return
        self.wholes.append([SyncedPart(*each) for each in zip(numbers, containers, strict=True)])

    def parts(self) -> list[SyncedPart]:
        """Those that tests still refer to, and those that were changed before that ended."""
        self.wholes = [
            whole
            for whole in self.wholes
            if any(
                # Containers within another one also have a reference from that.
                part.references() > _ALONE + (part is not whole[0]) or part.is_changed()
                for part in whole
            )
        ]
        return [part for whole in self.wholes for part in whole]


def is_small(containers: list[Any]) -> bool:
    return len(containers) <= _MAX_PARTS and sum(map(len, containers)) <= _MAX_ITEMS
