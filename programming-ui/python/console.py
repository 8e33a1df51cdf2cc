"""stdin, stdout and stderr of a program whose terminal is the page."""

import codecs
import io
import sys
import time
from typing import TYPE_CHECKING

from judge.one_thread import wait_with

from .page import Page

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


def connect(page: Page) -> None:
    """Connects Python to this terminal, input() as well, and makes sleep() interruptible."""
    sys.stdin = io.TextIOWrapper(io.BufferedReader(_Keyboard(page)), "utf-8", newline=None)
    sys.stdout = _screen(page, "stdout")
    sys.stderr = _screen(page, "stderr")

    def sleep(seconds: float, /) -> None:
        """Unlike in a terminal, an unfinished line is visible during the sleep."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        flush()
        page.pause(seconds)
        _raise_if_stopped(page)

    time.sleep = sleep
    wait_with(sleep)


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()


def _raise_if_stopped(page: Page) -> None:
    if page.take_interrupt():
        raise KeyboardInterrupt


def _screen(page: Page, stream: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        io.BufferedWriter(_Screen(page, stream)),
        "utf-8",
        errors="backslashreplace",
        newline="\n",
        line_buffering=True,
    )


class _Screen(io.RawIOBase):
    def __init__(self, page: Page, stream: str) -> None:
        self._page = page
        self._stream = stream
        self._text = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        content = bytes(data)
        self._page.write(self._stream, self._text.decode(content))
        return len(content)


class _Keyboard(io.RawIOBase):
    """Returns one line for each read."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._rest = b""

    def readable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        if not self._rest:
            flush()
            line = self._page.read_line()
            _raise_if_stopped(self._page)
            self._rest = b"" if line is None else f"{line}\n".encode("utf-8", "replace")
        target = memoryview(buffer)
        part = self._rest[: len(target)]
        target[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)
