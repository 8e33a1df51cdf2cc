"""What the program prints, caught on its way, counted and bounded."""

import codecs
import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from .job import Send

KEPT_BYTES = 65_536
TEST_KEPT_BYTES = 8_192
LIMIT_BYTES = 4_000_000
OUTPUT_LIMIT = "The program printed more than 4 MB."

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

# The first lines are told at once, so that they are there when the program then hangs; after
# them fewer, larger frames will do.
_TOLD_AT_ONCE_BYTES = 4_096
_FRAME_BYTES = 1_024


class OutputLimitReached(BaseException):
    """More was printed than a program may print."""


class Printed:
    """Collects stdout and stderr; that of hidden tests is counted and not told."""

    def __init__(self, send: Send, hide_descriptors: Callable[[bool], None]) -> None:
        self._send = send
        self._hide_descriptors = hide_descriptors
        self._text = codecs.getincrementaldecoder("utf-8")("replace")
        self._streams: tuple[io.TextIOWrapper, ...] = ()
        self._total = 0
        self._told = 0
        self._pending = bytearray()
        self._test = bytearray()
        self._hidden = False
        self.redirect()

    def redirect(self) -> None:
        """Fresh streams: an earlier test may have closed or replaced them."""
        sys.stdin = io.StringIO()
        sys.stdout, sys.stderr = self._streams = (self._stream(), self._stream())

    def hide(self, hidden: bool) -> None:
        """Whether what is printed from now on is the hidden tests' doing."""
        self.flush()
        if hidden != self._hidden:
            self._hide_descriptors(hidden)
        self._hidden = hidden

    def begin_test(self) -> None:
        self.flush()
        self.redirect()
        self._test.clear()

    def end_test(self) -> str | None:
        """What the test printed, None when nothing."""
        self.flush()
        text = self._test.decode("utf-8", "ignore")
        self._test.clear()
        return text or None

    def in_test(self) -> str:
        """What the running test has printed so far."""
        self.flush()
        return self._test.decode("utf-8", "ignore")

    def _stream(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(
            io.BufferedWriter(_Sink(self)), "utf-8", errors="backslashreplace", line_buffering=True
        )

    def flush(self) -> None:
        """Ours and whatever the program has put in their place."""
        for stream in (*self._streams, *(vars(sys).get(name) for name in ("stdout", "stderr"))):
            try:
                stream.flush()  # type: ignore[union-attr]
            except OutputLimitReached:
                raise
            except BaseException:
                continue
        self._tell()

    def write(self, data: bytes) -> None:
        self._total += len(data)
        self._keep(data)
        if self._total > LIMIT_BYTES:
            self._tell()
            # Told before it is raised: a program that catches everything must not print on.
            self._send({"kind": "verdict", "verdict": "output-limit", "message": OUTPUT_LIMIT})
            raise OutputLimitReached

    def _keep(self, data: bytes) -> None:
        self._test += data[: TEST_KEPT_BYTES - len(self._test)]
        if self._hidden:
            return
        room = KEPT_BYTES - self._told - len(self._pending)
        self._pending += data[:room]
        if self._told < _TOLD_AT_ONCE_BYTES or len(self._pending) >= _FRAME_BYTES:
            self._tell()

    def _tell(self) -> None:
        if self._pending:
            text = self._text.decode(self._pending)
            self._told += len(self._pending)
            self._pending.clear()
            if text:
                self._send({"kind": "output", "text": text})


class _Sink(io.RawIOBase):
    """The raw end of a text stream."""

    def __init__(self, printed: Printed) -> None:
        self._printed = printed

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer", /) -> int:
        content = bytes(data)
        self._printed.write(content)
        return len(content)
