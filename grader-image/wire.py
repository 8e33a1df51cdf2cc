"""Frames: four bytes of length, big-endian, then that many bytes of JSON.

A frame between grader and supervisor may have parts: bytes that follow it, whose lengths are in
``parts``. The supervisor moves them from pipe to file and from file to pipe. They are never in its
memory, which all later gradings inherit.
"""

import json
import os
import struct
from collections.abc import Sequence
from typing import Any

_LENGTH = struct.Struct(">I")
_PIPE_BYTES = 64 * 1024
_decode = json.JSONDecoder().raw_decode


def encode_frame(frame: dict[str, Any]) -> bytes:
    """Raises ValueError or RecursionError for values that are JSON only to Python.

    Half a surrogate pair, which UTF-8 cannot encode, becomes an escape sequence of JSON.
    """
    text = json.dumps(frame, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    content = text.encode("utf-8", "backslashreplace")
    return _LENGTH.pack(len(content)) + content


def write_frame(fd: int, frame: dict[str, Any]) -> None:
    rest = memoryview(encode_frame(frame))
    while rest:
        rest = rest[os.write(fd, rest) :]


def read_frame(fd: int) -> dict[str, Any] | None:
    """The next frame, None if the pipe is closed before one starts."""
    head = _read(fd, _LENGTH.size)
    if not head:
        return None
    return _parsed(_read(fd, _LENGTH.unpack(head)[0]))


class Part:
    """A received part, as a file with JSON, which is closed after reading."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._content: Any = None

    def content(self) -> Any:
        if self._content is None:
            self._content = _parsed(os.pread(self.fd, os.fstat(self.fd).st_size, 0))
            os.close(self.fd)
        return self._content


def _parsed(content: bytes) -> Any:
    """Like json.loads(), but does not look for an encoding and white space."""
    return _decode(content.decode())[0]


class Mover:
    """Moves bytes within the kernel. Owns a pipe, because sockets can only be spliced to pipes."""

    def __init__(self) -> None:
        self._out, self._in = os.pipe()

    def receive(self, source: int, size: int, part: int) -> None:
        """From a pipe or socket to a file. Raises EOFError if there are fewer bytes."""
        while size > 0:
            taken = os.splice(source, self._in, min(size, _PIPE_BYTES))
            if taken == 0:
                raise EOFError("a part is cut off")
            size -= taken
            while taken > 0:
                taken -= os.splice(self._out, part, taken)


def send_with_parts(fd: int, frame: dict[str, Any], parts: Sequence[tuple[int, int]]) -> None:
    """``parts`` are files and the number of their first bytes to send, which must exist."""
    write_frame(fd, {**frame, "parts": [size for _, size in parts]})
    for part, size in parts:
        sent = 0
        while sent < size:
            sent += os.sendfile(fd, part, sent, size - sent)


def _read(fd: int, size: int) -> bytes:
    content = bytearray()
    while len(content) < size:
        part = os.read(fd, min(size - len(content), 1 << 20))
        if not part:
            break
        content += part
    return bytes(content)
