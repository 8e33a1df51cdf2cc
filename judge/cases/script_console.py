"""The terminal of a script: its standard streams and input(), with a transcript."""

import builtins
import codecs
import io
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from ..common.text import lines_of
from .terminal import Transcript

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_STREAMS = ("stdin", "stdout", "stderr")
# Scripts use the names with underscores to restore the others.
_NAMES = (*_STREAMS, *(f"__{name}__" for name in _STREAMS))


class Console:
    """sys.stdin, stdout, stderr and input() of a script; the transcript has everything."""

    def __init__(self, stdin: str, transcript: Transcript) -> None:
        self.asked_too_often = False
        self._transcript = transcript
        self._prompting = False
        # Threads left over from an earlier script.
        self._old_threads = set(threading.enumerate()) - {threading.current_thread()}
        self._stdin = io.TextIOWrapper(
            io.BufferedReader(_Keyboard(stdin, self._typed, self._ended)), "utf-8", newline=None
        )
        self._buffers: list[io.BufferedWriter] = []
        self._stdout = self._screen("printed", sys.stdout)
        self._stderr = self._screen("complaint", sys.stderr)

    @contextmanager
    def installed(self) -> Generator[None]:
        own = dict(vars(builtins))
        streams = {name: getattr(sys, name) for name in _NAMES}
        sys.stdin = sys.__stdin__ = self._stdin  # type: ignore[misc]
        sys.stdout = sys.__stdout__ = self._stdout  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = self._stderr  # type: ignore[misc]
        builtins.input = self._input
        try:
            yield
            self.flush()
        finally:
            for name, value in own.items():
                setattr(builtins, name, value)
            for name, stream in streams.items():
                setattr(sys, name, stream)

    def complain(self, text: str) -> None:
        self.flush()
        self._transcript.add("complaint", f"{text}\n")

    def flush(self) -> None:
        """Also flushes the streams with which a script has replaced ours."""
        for stream in (
            vars(sys).get("stdout"),
            vars(sys).get("stderr"),
            self._stdout,
            self._stderr,
        ):
            # It may be closed or detached, or not be a stream at all.
            with suppress(Exception):
                stream.flush()  # type: ignore[union-attr]
        for buffer in self._buffers:
            if not buffer.closed:
                buffer.flush()

    def _screen(self, kind: str, outer: TextIO) -> io.TextIOWrapper:
        def take(text: str) -> None:
            if threading.current_thread() in self._old_threads:
                return
            self._transcript.add("prompt" if self._prompting else kind, text)
            outer.write(text)
            outer.flush()

        self._buffers.append(io.BufferedWriter(_Screen(take)))
        return io.TextIOWrapper(
            self._buffers[-1],
            "utf-8",
            errors="backslashreplace",
            newline="\n",
            line_buffering=True,
        )

    def _input(self, prompt: object = "", /) -> str:
        """Like Python's own; records which of the printed text is the prompt."""
        self.flush()
        text = str(prompt)
        if text:
            self._prompting = True
            try:
                sys.stdout.write(text)
                sys.stdout.flush()
            finally:
                self._prompting = False
        line = sys.stdin.readline()
        if not line:
            self.asked_too_often = sys.stdin is self._stdin
            raise EOFError("EOF when reading a line")
        return line.removesuffix("\n")

    def _typed(self, line: str) -> None:
        self.flush()
        self._transcript.add("typed", line)

    def _ended(self) -> None:
        self.flush()
        self._transcript.add("ended", "")


class _Screen(io.RawIOBase):
    """The raw end of an output stream."""

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._text = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        content = bytes(data)
        self._take(self._text.decode(content))
        return len(content)


class _Keyboard(io.RawIOBase):
    """The raw end of stdin: returns one line for each read, as a terminal does."""

    def __init__(self, stdin: str, typed: Callable[[str], None], ended: Callable[[], None]) -> None:
        self._lines = iter(lines_of(stdin))
        self._rest = b""
        self._typed = typed
        self._ended = ended

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        if not self._rest:
            line = next(self._lines, "")
            if line:
                # Every typed line ends with Enter.
                line = line.removesuffix("\n") + "\n"
                self._typed(line)
            else:
                self._ended()
            self._rest = line.encode("utf-8", "replace")
        room = memoryview(buffer)
        part = self._rest[: len(room)]
        room[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)
