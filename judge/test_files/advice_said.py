"""One sentence about a test file."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Advice:
    """``line`` counts from 1. A fault must be mended.

    ``covers`` are the first and the last line of what never runs for this reason, so that nothing
    else need be said of them.
    """

    line: int
    message: str
    fault: bool = False
    covers: tuple[int, int] | None = None
