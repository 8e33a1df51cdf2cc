"""The student's standard streams: the judge reads the output and provides the input."""

import builtins
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any


class JudgeInput(io.TextIOBase):
    """stdin, as the test has set it in the judge's process."""

    def __init__(self, call_judge: Callable[..., Any]) -> None:
        super().__init__()
        self._call_judge = call_judge

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        return self._call_judge("stdin", "readline", -1 if size is None else size)

    def read(self, size: int | None = -1, /) -> str:
        return self._call_judge("stdin", "read", -1 if size is None else size)

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        return iter(self.readline, "")


def connect_streams(call_judge: Callable[..., Any]) -> None:
    sys.stdin = JudgeInput(call_judge)
    open_output()

    def judge_input(prompt: object = "", /) -> str:
        """Read a line of text from the judge's process."""
        flush_output()
        return call_judge("input", str(prompt))

    judge_input.__name__ = judge_input.__qualname__ = "input"
    builtins.input = judge_input


def open_output() -> None:
    """Line-buffered, so that all lines have been written if the program then hangs."""
    sys.stdout, sys.stderr = (
        open(fd, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
        for fd in (1, 2)
    )


def flush_output() -> None:
    """Ignores errors: the program may have replaced a stream by anything, or removed it."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except BaseException:
            continue
