"""Messages on the socket between the judge and the student's process.

A message is a length in four bytes, big-endian, then that many bytes of JSON, an array. The two
sides alternate: each waits after it has sent. The judge starts.

    judge   -> student  [seq, operation, value]         a request (student/serve.py lists them);
                        after the value, if there are any, the program's containers of which the
                        test has copies: [number], or [number, content] if the test changed one
    student -> judge    [seq, "v", value, changed]      the request's value
                        [seq, "x", exception, changed]  the exception that it raised
                        [seq, "?", callback, value]     calls the judge first (student/serve.py)
    judge   -> student  [seq, "v", value], [seq, "x", exception]     the callback's result, with
                        changed as a fourth part if anything changed; or a further request, which
                        is answered before the callback

``seq`` counts the judge's messages; the student's process repeats the last one it has read.
``changed`` lists ``[n, content]`` for each mutable argument of the request, or callback, that has
changed. n counts the arguments in the order they were written (__init__.py), then the containers
of which the test has copies.
"""

import json
import os
import struct
from collections.abc import Callable
from typing import Any

MAX_MESSAGE_BYTES = 16 * 1024 * 1024

_LENGTH = struct.Struct(">I")
_READ_BYTES = 64 * 1024

# json.loads() would detect the encoding and skip white space, which is not needed here.
_scan: Callable[[str, int], tuple[Any, int]] = vars(json.JSONDecoder())["scan_once"]


def _make_encoder() -> Callable[[list[Any]], str]:
    """As JSONEncoder.encode, which makes an encoder in C for each message."""
    encoder = json.JSONEncoder(separators=(",", ":"), check_circular=False)
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return encoder.encode
    escape = json.encoder.encode_basestring_ascii
    made = make(None, encoder.default, escape, None, ":", ",", False, False, True)
    return lambda message: "".join(made(message, 0))


_encode = _make_encoder()


class Garbled(Exception):
    """What was received is not a message, or not one that is allowed at this point."""


class TooLarge(Exception):
    """A message is longer than MAX_MESSAGE_BYTES; nothing was sent."""


class ChannelEnded(Exception):
    """The other side has closed the channel."""


class Channel:
    """One end of the socket, by its file descriptor.

    Memory can run out anywhere, even right after a message was written or read. ``has_sent`` and
    ``has_read`` tell whether a message was written or read since the last receive() started.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.has_sent = False
        self.has_read = False

    def send(self, message: list[Any]) -> None:
        """Raises TooLarge, or ChannelEnded."""
        content = _encode(message).encode("ascii")
        if len(content) > MAX_MESSAGE_BYTES:
            raise TooLarge
        data = _LENGTH.pack(len(content)) + content
        self.has_sent = True
        try:
            sent = os.write(self._fd, data)
            while sent < len(data):
                sent += os.write(self._fd, memoryview(data)[sent:])
        except OSError as error:
            raise ChannelEnded from error

    def receive(self) -> list[Any]:
        """The next message. Raises ChannelEnded or Garbled."""
        self.has_sent = self.has_read = False
        data = self._read()
        self.has_read = True
        while len(data) < _LENGTH.size:
            data += self._read()
        end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
        if end > _LENGTH.size + MAX_MESSAGE_BYTES:
            raise Garbled("a message that is too long")
        if len(data) < end:
            whole = bytearray(data)
            while len(whole) < end:
                whole += self._read()
            data = bytes(whole)
        if len(data) > end:
            raise Garbled("more than one message at a time")
        return parse_message(data[_LENGTH.size :])

    def _read(self) -> bytes:
        try:
            data = os.read(self._fd, _READ_BYTES)
        except OSError as error:
            raise ChannelEnded from error
        if not data:
            raise ChannelEnded
        return data


def parse_message(content: bytes) -> list[Any]:
    """Parses an array that starts with a number and a string. Raises Garbled for anything else."""
    try:
        text = content.decode()
        message, end = _scan(text, 0)
    except (ValueError, RecursionError, StopIteration) as error:
        raise Garbled("not JSON") from error
    if end != len(text) or type(message) is not list or len(message) < 2:
        raise Garbled("not a message")
    head: list[Any] = message
    if type(head[0]) is not int or type(head[1]) is not str:
        raise Garbled("not a message")
    return head
