"""Lists, dictionaries and sets of the program of which tests have a copy.

remote/synced_containers.py keeps the copies up to date.
"""

from typing import Any

from ..border.channel import Garbled
from ..border.containers import MUTABLE_TYPES
from ..border.encoder import Encoder

_MUTABLE = frozenset(MUTABLE_TYPES)


class Stored:
    """A container that is stored as an attribute, not made by reading it."""

    def __init__(self, container: Any) -> None:
        self.container = container


class ExportedContainers:
    def __init__(self) -> None:
        self._containers: dict[int, Any] = {}
        self._next = 0

    def get(self, owner: Any, name: str) -> Any:
        value = getattr(owner, name)
        return Stored(value) if type(value) in _MUTABLE and _stores(owner, name, value) else value

    def write(self, stored: Stored, encoder: Encoder) -> Any:
        """``L [content, numbers]``; a container that the judge has already is a reference."""
        content = encoder.encode(stored.container)
        if not encoder.containers:
            return content
        start, self._next = self._next, self._next + len(encoder.containers)
        numbers = list(range(start, self._next))
        self._containers.update(zip(numbers, encoder.containers, strict=True))
        return ["L", content, numbers]

    def retain(self, numbers: list[int]) -> list[Any]:
        """The containers of which tests still have copies. Drops all others."""
        try:
            self._containers = {number: self._containers[number] for number in numbers}
        except KeyError as error:
            raise Garbled("an unknown container") from error
        return list(self._containers.values())


def _stores(owner: Any, name: str, value: Any) -> bool:
    try:
        return vars(owner).get(name) is value
    except Exception:
        return False
