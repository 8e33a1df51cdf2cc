"""One sentence about a test file."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Advice:
    """``line`` counts from 1. A fault must be fixed.

    ``covers`` are the first and the last line of code that never runs for this reason, so that
    other advice about it is unnecessary.
    """

    line: int
    message: str
    fault: bool = False
    covers: tuple[int, int] | None = None
