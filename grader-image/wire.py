"""Frames: four bytes of length, big-endian, then that many bytes of JSON.

A frame between grader and supervisor may have parts: bytes that follow it, ``parts`` being their
lengths. The supervisor hands them on, from pipe to file and from file to pipe, without their ever
lying in its memory, which all later gradings inherit.
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
    """Raises ValueError or RecursionError for what Python reads as JSON and others do not.

    Half a surrogate pair, for which UTF-8 has no bytes, becomes JSON's escape of it.
    """
    text = json.dumps(frame, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    content = text.encode("utf-8", "backslashreplace")
    return _LENGTH.pack(len(content)) + content


def write_frame(fd: int, frame: dict[str, Any]) -> None:
    rest = memoryview(encode_frame(frame))
    while rest:
        rest = rest[os.write(fd, rest) :]


def read_frame(fd: int) -> dict[str, Any] | None:
    """The next frame, None when the pipe ends before one begins."""
    head = _read(fd, _LENGTH.size)
    if not head:
        return None
    return _parsed(_read(fd, _LENGTH.unpack(head)[0]))


class Part:
    """The JSON of a part that has been received, as a file, which is closed once it is read."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._content: Any = None

    def content(self) -> Any:
        if self._content is None:
            self._content = _parsed(os.pread(self.fd, os.fstat(self.fd).st_size, 0))
            os.close(self.fd)
        return self._content


def _parsed(content: bytes) -> Any:
    """As json.loads() does, without its search for an encoding and for white space."""
    return _decode(content.decode())[0]


class Mover:
    """Moves bytes within the kernel. Owns a pipe, for sockets can be spliced to pipes only."""

    def __init__(self) -> None:
        self._out, self._in = os.pipe()

    def receive(self, source: int, size: int, part: int) -> None:
        """From a pipe or socket to a file. Raises EOFError when there are fewer."""
        while size > 0:
            taken = os.splice(source, self._in, min(size, _PIPE_BYTES))
            if taken == 0:
                raise EOFError("a part that is cut off")
            size -= taken
            while taken > 0:
                taken -= os.splice(self._out, part, taken)


def send_with_parts(fd: int, frame: dict[str, Any], parts: Sequence[tuple[int, int]]) -> None:
    """``parts`` are files, and how many of their first bytes to send, which must be there."""
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
