"""Captures what the program prints, counts it and limits it."""

import codecs
import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from .job import Send

MAX_SENT_BYTES = 65_536
MAX_TEST_BYTES = 8_192
MAX_PRINTED_BYTES = 4_000_000
OUTPUT_LIMIT = "The program printed more than 4 MB."

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

# The first bytes are sent immediately, so that they arrive even if the program hangs afterwards.
# Later output is sent in fewer, larger frames.
_SENT_IMMEDIATELY_BYTES = 4_096
_FRAME_BYTES = 1_024


class OutputLimitReached(BaseException):
    """The program printed more than it is allowed to."""


class Printed:
    """Collects stdout and stderr. The output of hidden tests is counted but not sent."""

    def __init__(self, send: Send, hide_descriptors: Callable[[bool], None]) -> None:
        self._send = send
        self._hide_descriptors = hide_descriptors
        self._text = codecs.getincrementaldecoder("utf-8")("replace")
        self._streams: tuple[io.TextIOWrapper, ...] = ()
        self._total = 0
        self._sent_bytes = 0
        self._pending = bytearray()
        self._test = bytearray()
        self._hidden = False
        self.redirect()

    def redirect(self) -> None:
        """Opens new streams: an earlier test may have closed or replaced them."""
        sys.stdin = io.StringIO()
        sys.stdout, sys.stderr = self._streams = (self._stream(), self._stream())

    def hide(self, hidden: bool) -> None:
        """Sets whether hidden tests print from now on."""
        self.flush()
        if hidden != self._hidden:
            self._hide_descriptors(hidden)
        self._hidden = hidden

    def begin_test(self) -> None:
        self.flush()
        self.redirect()
        self._test.clear()

    def end_test(self) -> str | None:
        """What the test printed, or None."""
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
        """Flushes our streams and any that the program has replaced them with."""
        for stream in (*self._streams, *(vars(sys).get(name) for name in ("stdout", "stderr"))):
            try:
                stream.flush()  # type: ignore[union-attr]
            except OutputLimitReached:
                raise
            except BaseException:
                continue
        self._send_pending()

    def write(self, data: bytes) -> None:
        self._total += len(data)
        self._store(data)
        if self._total > MAX_PRINTED_BYTES:
            self._send_pending()
            # Sent before raising: a program that catches everything must not continue to print.
            self._send({"kind": "verdict", "verdict": "output-limit", "message": OUTPUT_LIMIT})
            raise OutputLimitReached

    def _store(self, data: bytes) -> None:
        self._test += data[: MAX_TEST_BYTES - len(self._test)]
        if self._hidden:
            return
        room = MAX_SENT_BYTES - self._sent_bytes - len(self._pending)
        self._pending += data[:room]
        is_early = self._sent_bytes < _SENT_IMMEDIATELY_BYTES
        if is_early or len(self._pending) >= _FRAME_BYTES:
            self._send_pending()

    def _send_pending(self) -> None:
        if self._pending:
            text = self._text.decode(self._pending)
            self._sent_bytes += len(self._pending)
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
