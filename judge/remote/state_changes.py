"""What tests change in their own process, and the student's process must then change as well."""

import builtins
from collections.abc import Iterable, Iterator
from typing import Any

from .listening import Listening
from .process_state import ProcessState

#: Builtins that tests replace, and that the student's process must then replace as well.
_PATCHED = ("print", "open")

#: An operation of student/serve.py and its value.
Change = tuple[str, tuple[Any, ...]]


class StateChanges:
    """What this process has set up by the time that this is made is not the tests' doing."""

    def __init__(self, listening: Listening) -> None:
        self._listening = listening
        self._process = ProcessState()
        self._originals = {name: vars(builtins)[name] for name in _PATCHED}
        self._patches = dict(self._originals)

    def pending(self) -> Iterable[Change]:
        """Those since the last call. Called before each request, so it must be fast."""
        patches = self._patches
        are_patched = builtins.print is patches["print"] and builtins.open is patches["open"]
        return () if are_patched and self._is_usual() else self._changes()

    def _is_usual(self) -> bool:
        return self._listening.is_usual() and self._process.is_usual()

    def _changes(self) -> Iterator[Change]:
        for name, patched in list(self._patches.items()):
            now = vars(builtins)[name]
            if now is not patched:
                self._patches[name] = now
                yield "patch", (name, None if now is self._originals[name] else now)
        if self._is_usual():
            return
        for operation, state in (("listen", self._listening), ("follow", self._process)):
            change = state.change()
            if change is not None:
                yield operation, change
