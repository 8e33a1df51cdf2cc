"""Messages on the socket between the judge and the student's process.

A message is four bytes of length, big-endian, then that many bytes of JSON, an array. The two
sides take turns: whoever has sent waits. The judge begins.

    judge   -> student  [seq, operation, value]         a request, as student/serve.py lists them;
                        after the value, when there are any, containers of the program's that the
                        test has in hand, [number] or, when it has changed them, [number, content]
    student -> judge    [seq, "v", value, changed]      the request's value
                        [seq, "x", exception, changed]  the exception that it ended with
                        [seq, "?", question, value]     asks the judge first; student/serve.py
    judge   -> student  [seq, "v", value], [seq, "x", exception]     the question's answer, with
                        changed as a fourth part when there are such; or a further request, which
                        is answered before the question is

``seq`` counts the judge's messages; the student's process repeats the last one it has read.
``changed`` lists ``[n, content]`` for each mutable argument of the request, or question, that is no
longer as it was; n counts them in the order they were written (__init__.py), and after them those
in hand.
"""

import json
import os
import struct
from typing import Any

MESSAGE_MAX_BYTES = 16 * 1024 * 1024

_LENGTH = struct.Struct(">I")
_READ_BYTES = 64 * 1024

# json.loads() searches for an encoding and white space, of which there is one and none.
_decode = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Garbled(Exception):
    """What came by the channel is no message, or none that may come now."""


class TooLarge(Exception):
    """A message would be longer than MESSAGE_MAX_BYTES; nothing was sent."""


class ChannelEnded(Exception):
    """The other side is gone."""


class Channel:
    """One end of the socket, by its file descriptor.

    Memory may run out at any place, also right after a message has been written or read: then
    ``has_sent`` and ``has_read`` say whether that is so since the last receive() began.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.has_sent = False
        self.has_read = False

    def send(self, message: list[Any]) -> None:
        """Raises TooLarge, or ChannelEnded."""
        content = _encode(message).encode("ascii")
        if len(content) > MESSAGE_MAX_BYTES:
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
        """The next message. Raises ChannelEnded, or Garbled for what is none."""
        self.has_sent = self.has_read = False
        data = self._read()
        self.has_read = True
        while len(data) < _LENGTH.size:
            data += self._read()
        end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
        if end > _LENGTH.size + MESSAGE_MAX_BYTES:
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
    """An array whose first two items are a number and a text. Raises Garbled for all else."""
    try:
        text = content.decode()
        message, end = _decode(text)
    except (ValueError, RecursionError) as error:
        raise Garbled("no JSON") from error
    if end != len(text) or type(message) is not list or len(message) < 2:
        raise Garbled("no message")
    head: list[Any] = message
    if type(head[0]) is not int or type(head[1]) is not str:
        raise Garbled("no message")
    return head
