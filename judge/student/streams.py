"""The student's standard streams: the judge reads what is printed, and gives what is read."""

import builtins
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any


class JudgeInput(io.TextIOBase):
    """stdin: whatever the test has put there, in the judge."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        super().__init__()
        self._ask = ask

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        return self._ask("stdin", "readline", -1 if size is None else size)

    def read(self, size: int | None = -1, /) -> str:
        return self._ask("stdin", "read", -1 if size is None else size)

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        return iter(self.readline, "")


def connect_streams(ask: Callable[..., Any]) -> None:
    sys.stdin = JudgeInput(ask)
    open_output()

    def asked_input(prompt: object = "", /) -> str:
        """Read a line of text. The judge's process has it."""
        flush_output()
        return ask("input", str(prompt))

    asked_input.__name__ = asked_input.__qualname__ = "input"
    builtins.input = asked_input


def open_output() -> None:
    """Line by line, so that all is there when the program then hangs."""
    sys.stdout, sys.stderr = (
        open(fd, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
        for fd in (1, 2)
    )


def flush_output() -> None:
    """What the program has put in the place of a stream may fail, be none, or not be there."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except BaseException:
            continue
