"""Messages that a student's process might send: random ones, and valid ones with faults.

They depend only on a seed, so every run can be repeated.
"""

import json
import random
import struct
from collections.abc import Callable
from typing import Any

_LENGTH = struct.Struct(">I")

_CLASS: dict[str, Any] = {
    "name": "Point",
    "qualname": "Point",
    "module": "submission",
    "doc": None,
    "bases": [],
    "methods": ["area"],
    "operators": ["__eq__", "__add__", "__len__", "__iter__"],
}
_ERROR: dict[str, Any] = {
    "type": ["T", "ValueError"],
    "args": ["no"],
    "text": "no",
    "number": 3,
    "state": {"code": 7},
    "explanation": "Line 1: ValueError: no",
    "words": "ValueError: no",
    "frames": [[1, "f", None]],
    "raised_here": True,
    "cause": None,
    "context": None,
    "details": [{"name": "number"}, ["a note"], False],
    "judge": None,
}
_MODULE = ["H", 0, "module", "submission", None]
_FUNCTION = ["H", 1, "function", "hello", "Greets."]

#: Valid answers of every kind, with sequence number 1.
VALID: list[list[Any]] = [
    [1, "v", ["t", _MODULE, ["d", "hello", _FUNCTION]], []],
    [1, "v", ["t", "syntax-error", "Line 1: SyntaxError"], []],
    [1, "v", "Hello, World!", []],
    [1, "v", ["l", 1, 2.5, None, True, ["t", "a"], ["d", "k", ["s", 1, 2]]], []],
    [1, "v", ["h", 5, ["K", 6, _CLASS], None], []],
    [1, "v", ["h", 7, ["K", 8, {**_CLASS, "bases": [["T", "list"]]}], ["l", 1, 2]], []],
    [1, "v", ["K", 9, {**_CLASS, "bases": [["T", "ValueError"]]}], []],
    [1, "v", ["m", "datetime", 2026, 1, 2, 3, 4, 5, 6, None, 0], []],
    [1, "v", ["m", "Fraction", 1, 3], []],
    [1, "v", ["q", None, 1, 2], []],
    [1, "v", ["D", ["T", "int"], "a", 1], []],
    [1, "v", ["I", "0x" + "f" * 40], []],
    [1, "v", ["x", _ERROR], []],
    [1, "v", ["r", 0], []],
    [1, "v", ["g", 0], [[0, ["l", 9]]]],
    [1, "x", _ERROR, []],
    [1, "x", {**_ERROR, "cause": _ERROR, "context": True, "judge": 0}, []],
    [1, "?", "call", ["t", 0, ["t", 1], ["d"]]],
    [1, "?", "operate", ["t", 0, "__next__", ["t"], ["d"]]],
    [1, "?", "get", ["t", 0, "value"]],
    [1, "?", "set", ["t", 0, "value", 1]],
    [1, "?", "input", ["t", "? "]],
    [1, "?", "stdin", ["t", "read", -1]],
]

_VALID_TEXTS = [json.dumps(message) for message in VALID]

_TAGS = "ltdsfbBIcRSENCODqkviTnmargxhHKjM?"
_NAMES = ["__class__", "__eq__", "__dict__", "passed", "exec", "eval", "SkipTest", "a\0b", "\ud800"]


class MessageMaker:
    """``message()`` returns the bytes of one message, after its length."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._ways: list[Callable[[], bytes]] = [
            self._changed,
            self._changed,
            self._changed,
            self._made,
            self._scribbled,
            self._cut,
            self._noise,
            self._nested,
            self._mislabelled,
        ]

    def message(self) -> bytes:
        return self._random.choice(self._ways)()

    def _valid(self) -> Any:
        return json.loads(self._random.choice(_VALID_TEXTS))

    def _changed(self) -> bytes:
        """A valid message with some of its parts replaced."""
        message = self._valid()
        for _ in range(self._random.randint(1, 4)):
            self._change(message)
        return framed(_bytes_of(message))

    def _change(self, node: Any) -> None:
        choice = self._random
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                return
            key = choice.choice(keys)
            if isinstance(node[key], (list, dict)) and choice.random() < 0.7:
                node = node[key]
                continue
            node[key] = self._value(3)
            return

    def _value(self, depth: int) -> Any:
        choice = self._random
        kind = choice.randrange(10 if depth else 7)
        if kind == 0:
            return choice.choice([0, 1, -1, 2**31, 2**63, 10**40, 1e308, True, None])
        if kind == 1:
            return choice.choice(_NAMES)
        if kind == 2:
            return choice.choice([float("nan"), float("inf"), -0.0, 0.1])
        if kind == 3:
            return "x" * choice.choice([0, 1, 100, 5_000])
        if kind == 4:
            return self._valid()[2]
        if kind == 5:
            return [choice.choice(_TAGS), choice.randrange(12)]
        if kind == 6:
            return {choice.choice(list(_ERROR)): choice.choice(_NAMES)}
        return [choice.choice(_TAGS), *(self._value(depth - 1) for _ in range(kind - 6))]

    def _made(self) -> bytes:
        sequence = self._random.choice([1, 1, 1, 2, "1", None])
        outcome = self._random.choice(["v", "x", "?", "!", 1])
        return framed(_bytes_of([sequence, outcome, self._value(4), self._value(2)]))

    def _scribbled(self) -> bytes:
        content = bytearray(_bytes_of(self._valid()))
        for _ in range(self._random.randint(1, 6)):
            content[self._random.randrange(len(content))] = self._random.randrange(256)
        return framed(bytes(content))

    def _cut(self) -> bytes:
        content = _bytes_of(self._valid())
        return framed(content[: self._random.randrange(len(content))])

    def _noise(self) -> bytes:
        return framed(self._random.randbytes(self._random.randrange(200)))

    def _nested(self) -> bytes:
        depth = self._random.choice([10, 499, 501, 5_000])
        return framed(b'[1,"v",' + b'["l",' * depth + b"1" + b"]" * depth + b",[]]")

    def _mislabelled(self) -> bytes:
        """A message with a wrong length."""
        length = self._random.choice([0, 1, 2**31, 2**32 - 1, 10**7])
        return _LENGTH.pack(length) + _bytes_of(self._valid())


def _bytes_of(message: Any) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode("ascii")


def framed(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content
