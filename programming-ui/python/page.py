"""The page that Python runs in, as the worker (src/python/worker.ts) hands it over."""

from typing import Protocol


class Page(Protocol):
    def write(self, stream: str, text: str) -> None:
        """Shows a text; ``stream`` is ``stdout`` or ``stderr``. Waits while the page is behind."""
        ...

    def read_line(self) -> str | None:
        """What the person types, without its line end; None at the end of the input."""
        ...

    def pause(self, seconds: float) -> None:
        """Waits, or until Stop is pressed."""
        ...

    def take_interrupt(self) -> bool:
        """Whether Stop has been pressed; not again for the same press."""
        ...
