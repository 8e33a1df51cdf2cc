"""Frames on a pipe: four bytes of length, big-endian, then that many bytes of JSON."""

import json
import os
import struct
from collections.abc import Iterator
from typing import Any

_LENGTH = struct.Struct(">I")
FRAME_MAX_BYTES = 64 * 1024 * 1024


class Garbled(Exception):
    """What came by the pipe is no frame."""


def encode_frame(frame: dict[str, Any]) -> bytes:
    """Raises ValueError or RecursionError for what Python reads as JSON and others do not.

    Half a surrogate pair, for which UTF-8 has no bytes, becomes JSON's escape of it.
    """
    text = json.dumps(frame, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    content = text.encode("utf-8", "backslashreplace")
    return _LENGTH.pack(len(content)) + content


def write_frame(fd: int, frame: dict[str, Any]) -> None:
    write_all(fd, encode_frame(frame))


def write_all(fd: int, data: bytes | bytearray) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def read_frame(fd: int) -> dict[str, Any] | None:
    """The next frame, None when the pipe ends before one begins."""
    head = _read(fd, _LENGTH.size)
    if not head:
        return None
    return _parse(_read(fd, _LENGTH.unpack(head)[0]))


class FrameReader:
    """Takes bytes as they come, and gives the frames that are whole."""

    def __init__(self, most_bytes: int) -> None:
        self._buffer = bytearray()
        self._left = most_bytes

    def feed(self, data: bytes) -> Iterator[dict[str, Any]]:
        self._left -= len(data)
        if self._left < 0:
            raise Garbled("more frames than there may be")
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(self._buffer)[0]
            if end > FRAME_MAX_BYTES:
                raise Garbled("a frame that is too long")
            if len(self._buffer) < end:
                return
            content = bytes(self._buffer[_LENGTH.size : end])
            del self._buffer[:end]
            yield _parse(content)


def _read(fd: int, size: int) -> bytes:
    content = bytearray()
    while len(content) < size:
        part = os.read(fd, min(size - len(content), 1 << 20))
        if not part:
            break
        content += part
    return bytes(content)


def _parse(content: bytes) -> dict[str, Any]:
    try:
        frame: dict[str, Any] = json.loads(content)
        if isinstance(frame["kind"], str):
            return frame
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise Garbled("no frame")
