"""Memory set aside, so that a program that has used up its own can still be told to the judge.

An exit status could not tell it: a program can end with any.
"""

from typing import Any

#: More than Python's allocator takes at once. Never touched, so it costs no time and no page.
_RESERVE_BYTES = 2 * 1024 * 1024

#: As errors.py writes it, for when there is too little memory to write one.
_OUT_OF_MEMORY: dict[str, Any] = {
    "type": ["T", "MemoryError"],
    "args": [],
    "text": "",
    "number": 0,
    "state": {},
    "explanation": "",
    "words": "MemoryError",
    "frames": [],
    "raised_here": False,
    "cause": None,
    "context": None,
    "details": None,
    "judge": None,
}


class MemoryReserve:
    def __init__(self) -> None:
        self._reserve = bytes(_RESERVE_BYTES)

    def use(self) -> None:
        self._reserve = b""

    def refill(self) -> None:
        """Does nothing where the program has taken the memory meanwhile."""
        try:
            self._reserve = self._reserve or bytes(_RESERVE_BYTES)
        except MemoryError:
            return

    def answer(self, sequence: int) -> list[Any]:
        """To the judge's request of that number."""
        self.use()
        return [sequence, "x", _OUT_OF_MEMORY, []]
