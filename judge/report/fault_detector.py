"""Detects faults that fail a test even if the test catches them."""

from collections.abc import Callable

from .planned_test import PlannedTest


def do_nothing() -> None:
    pass


class FaultDetector:
    """The base, which detects none: for a program in the same process as its tests."""

    def __init__(self, begin_hidden: Callable[[], None] = do_nothing) -> None:
        self._begin_hidden = begin_hidden

    def begin_group(self, hidden: bool) -> None:
        """Hidden tests start now, or visible ones. There is at most one group of each."""
        if hidden:
            self._begin_hidden()

    def begin_test(self, name: str) -> None:
        """A test starts. ``name`` is empty between tests."""

    def fault(self) -> BaseException | None:
        """The first fault of the running test."""
        return None

    def caught(self, planned: PlannedTest, error: BaseException) -> None:
        """The test, or a part of it, ended with this exception."""

    def cut_short(self) -> bool:
        """Whether no further test can run. The running test is then left unfinished."""
        return False
