"""The page in which Python runs; the worker (src/python/worker.ts) implements it."""

from typing import Protocol


class Page(Protocol):
    def write(self, stream: str, text: str) -> None:
        """Shows a text; ``stream`` is ``stdout`` or ``stderr``. Waits while the page is behind."""
        ...

    def read_line(self) -> str | None:
        """The line that is typed, without its line ending; None at the end of the input."""
        ...

    def pause(self, seconds: float) -> None:
        """Waits, or until Stop is pressed."""
        ...

    def take_interrupt(self) -> bool:
        """Whether Stop was pressed; resets it."""
        ...
