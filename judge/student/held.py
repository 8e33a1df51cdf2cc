"""Lists, dictionaries and sets of the program's that tests have in hand (remote/held.py)."""

from typing import Any

from ..border.channel import Garbled
from ..border.containers import MUTABLE_TYPES
from ..border.encoder import Encoder

_MUTABLE = frozenset(MUTABLE_TYPES)


class Stored:
    """A container that is an attribute, and nothing made for whoever asks."""

    def __init__(self, container: Any) -> None:
        self.container = container


class Held:
    def __init__(self) -> None:
        self._containers: dict[int, Any] = {}
        self._next = 0

    def get(self, owner: Any, name: str) -> Any:
        value = getattr(owner, name)
        return Stored(value) if type(value) in _MUTABLE and _stores(owner, name, value) else value

    def write(self, stored: Stored, encoder: Encoder) -> Any:
        """``L [content, numbers]``; one that the judge has already is written as that."""
        content = encoder.encode(stored.container)
        if not encoder.containers:
            return content
        start, self._next = self._next, self._next + len(encoder.containers)
        numbers = list(range(start, self._next))
        self._containers.update(zip(numbers, encoder.containers, strict=True))
        return ["L", content, numbers]

    def keep_only(self, numbers: list[int]) -> list[Any]:
        """Those that the judge has in hand: all others are forgotten."""
        try:
            self._containers = {number: self._containers[number] for number in numbers}
        except KeyError as error:
            raise Garbled("a container that is not there") from error
        return list(self._containers.values())


def _stores(owner: Any, name: str, value: Any) -> bool:
    try:
        return vars(owner).get(name) is value
    except Exception:
        return False
