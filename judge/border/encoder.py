"""Writes values for the channel (border/__init__.py lists the tags)."""

import datetime
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath, PurePosixPath, PureWindowsPath
from types import EllipsisType, NoneType, NotImplementedType
from typing import Any
from zoneinfo import ZoneInfo

from .arrays import write_array
from .containers import is_array, is_frame
from .frames import write_frame
from .plain import MAX_DEPTH, MAX_NODES, NAMED_FUNCTIONS, NAMED_TYPES, CannotCross

# Python refuses to parse numbers with more than 4,300 digits; 13,000 bits have fewer.
_MAX_INT = 1 << 13_000

_SCALARS = frozenset({str, bool, float, NoneType})
_TYPE_NAMES = {kind: name for name, kind in NAMED_TYPES.items()}
_FUNCTION_NAMES = {id(value): name for name, value in NAMED_FUNCTIONS.items()}

Foreign = Callable[["Encoder", Any, int], Any]

_LIBRARIES: dict[str, tuple[str, Callable[[Any], tuple[Any, ...] | None]]] = {
    "numpy": ("a", write_array),
    "pandas": ("p", write_frame),
}


def is_scalar(value: Any) -> bool:
    """Whether the channel has the value itself, without a tag."""
    kind = type(value)
    return -_MAX_INT < value < _MAX_INT if kind is int else kind in _SCALARS


class Encoder:
    """Writes one message's values. ``foreign`` writes, or refuses, all that are not plain.

    ``arguments`` maps the id() of containers that the other side knows to their numbers.
    ``containers`` lists the mutable ones in the order of their numbers.
    """

    def __init__(self, foreign: Foreign, arguments: dict[int, int] | None = None) -> None:
        self._foreign = foreign
        self._arguments = arguments or {}
        self._numbers: dict[int, int] = {}
        self._nodes = 0
        self.containers: list[Any] = []

    def encode(self, value: Any, depth: int = 0) -> Any:
        kind = type(value)
        if kind in _SCALARS:
            return value
        if kind is int:
            return value if -_MAX_INT < value < _MAX_INT else ["I", hex(value)]
        writer = _WRITERS.get(kind)
        if writer is not None:
            return writer(self, value, depth + 1)
        return self._encode_named(value, kind, depth)

    def content(self, container: Any) -> Any:
        """The container's present content, even if it is a known argument."""
        writer = _WRITERS.get(type(container))
        if writer is not None:
            return writer(self, container, 1, True)
        self.containers.append(container)
        tag, write = _LIBRARIES[type(container).__module__.partition(".")[0]]
        parts = write(container)
        if parts is None:
            raise CannotCross("has become something that cannot be passed on")
        return self.items(tag, parts, 1)

    def items(self, tag: str, values: Iterable[Any], depth: int) -> list[Any]:
        if depth > MAX_DEPTH:
            raise CannotCross("is nested too deeply")
        encoded = [tag, *values]
        self._nodes += len(encoded)
        if self._nodes > MAX_NODES:
            raise CannotCross("is too large")
        if not _are_scalars(encoded):
            encode = self.encode
            encoded[1:] = [encode(value, depth) for value in encoded[1:]]
        return encoded

    def known(self, container: Any) -> list[Any] | None:
        """The reference to a container that was written before; else gives it a number."""
        key = id(container)
        if key in self._arguments:
            return ["g", self._arguments[key]]
        if key in self._numbers:
            return ["r", self._numbers[key]]
        self._numbers[key] = len(self.containers)
        self.containers.append(container)
        return None

    def _encode_parts(self, tag: str, parts: Any, value: Any, depth: int) -> Any:
        known = self.known(value) if is_array(value) or is_frame(value) else None
        return known or self.items(tag, parts, depth + 1)

    def _encode_named(self, value: Any, kind: type, depth: int) -> Any:
        if kind is type and value in _TYPE_NAMES:
            return ["T", _TYPE_NAMES[value]]
        name = _FUNCTION_NAMES.get(id(value))
        if name is not None and NAMED_FUNCTIONS[name] is value:
            return ["n", name]
        library = kind.__module__.partition(".")[0]
        if library in _LIBRARIES and library in sys.modules:
            tag, write = _LIBRARIES[library]
            parts = write(value)
            if parts is not None:
                return self._encode_parts(tag, parts, value, depth)
        return self._foreign(self, value, depth)


def _are_scalars(values: list[Any]) -> bool:
    """Whether JSON can represent all values directly, as in most long lists."""
    kinds = set(map(type, values[1:]))
    if kinds == {int}:
        return -_MAX_INT < min(values[1:]) and max(values[1:]) < _MAX_INT
    return kinds <= _SCALARS


_Writer = Callable[..., Any]


def _mutable(tag: str, parts: Callable[[Any], Iterable[Any]]) -> _Writer:
    def write(encoder: Encoder, value: Any, depth: int, in_full: bool = False) -> Any:
        if in_full:
            encoder.containers.append(value)
        else:
            known = encoder.known(value)
            if known is not None:
                return known
        return encoder.items(tag, parts(value), depth)

    return write


def _fixed(tag: str, parts: Callable[[Any], Iterable[Any]]) -> _Writer:
    return lambda encoder, value, depth: encoder.items(tag, parts(value), depth)


def _flat(mapping: Any) -> list[Any]:
    return [part for item in dict.items(mapping) for part in item]


def _named(name: str, parts: Callable[[Any], Iterable[Any]]) -> _Writer:
    return lambda encoder, value, depth: encoder.items("m", (name, *parts(value)), depth)


_DATE_TIME = ("year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold")
_TIME = _DATE_TIME[3:]


def _fields(*names: str) -> Callable[[Any], Iterable[Any]]:
    return lambda value: [getattr(value, name) for name in names]


_EMPTY: dict[Any, Any] = {}

_WRITERS: dict[type, _Writer] = {
    list: _mutable("l", lambda value: value),
    dict: _mutable("d", _flat),
    set: _mutable("s", lambda value: value),
    bytearray: _mutable("B", lambda value: (value.decode("latin-1"),)),
    Counter: _mutable("C", _flat),
    OrderedDict: _mutable("O", lambda value: [part for item in value.items() for part in item]),
    defaultdict: _mutable("D", lambda value: (value.default_factory, *_flat(value))),
    deque: _mutable("q", lambda value: (value.maxlen, *value)),
    tuple: _fixed("t", lambda value: value),
    frozenset: _fixed("f", lambda value: value),
    bytes: _fixed("b", lambda value: (value.decode("latin-1"),)),
    complex: _fixed("c", lambda value: (value.real, value.imag)),
    range: _fixed("R", lambda value: (value.start, value.stop, value.step)),
    slice: _fixed("S", lambda value: (value.start, value.stop, value.step)),
    EllipsisType: _fixed("E", lambda _: ()),
    NotImplementedType: _fixed("N", lambda _: ()),
    type(_EMPTY.keys()): _fixed("k", list),
    type(_EMPTY.values()): _fixed("v", list),
    type(_EMPTY.items()): _fixed("i", lambda value: [part for item in value for part in item]),
    datetime.date: _named("date", _fields("year", "month", "day")),
    datetime.time: _named("time", _fields(*_TIME)),
    datetime.datetime: _named("datetime", _fields(*_DATE_TIME)),
    datetime.timedelta: _named("timedelta", _fields("days", "seconds", "microseconds")),
    datetime.timezone: _named("timezone", lambda value: (value.utcoffset(None), str(value))),
    Fraction: _named("Fraction", _fields("numerator", "denominator")),
    ZoneInfo: _named("ZoneInfo", lambda value: (value.key,)),
    **{
        kind: _named(kind.__name__, lambda value: (str(value),))
        for kind in (Decimal, PosixPath, PurePosixPath, PureWindowsPath)
    },
}
