"""Plain values as JSON, for the channel.

None, booleans, numbers and text are themselves; all else is an array that begins with a tag:

    l list  t tuple  d dict (key, value, key, …)  s set  f frozenset  b bytes  B bytearray
    I large int (hexadecimal)  c complex  R range  S slice  E Ellipsis  N NotImplemented
    C Counter  O OrderedDict  D defaultdict (factory, key, value, …)  q deque (maxlen, …)
    k, v, i a dict's views  T a type and n a function of the standard library, by name
    m a value of datetime, decimal, fractions or zoneinfo (name, arguments …)
    a an array of numpy (arrays.py)  p something of pandas (frames.py)
    r a mutable container that came before in the message, by its number
    g a mutable argument of the request being answered, by its number

Other tags belong to whoever reads and writes objects that are no plain values, the two ends of
the border. Only exact types cross so: a subclass may have a mind of its own.

Mutable containers (l, d, s, B, C, O, D, q, a, p) are numbered from 0 in the order in which they
begin.
"""

import builtins
import datetime
import math
import operator
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from types import EllipsisType, NoneType, NotImplementedType
from typing import Any
from zoneinfo import ZoneInfo

from .arrays import read_array, write_array
from .channel import Garbled
from .containers import is_array, is_frame
from .frames import read_frame, write_frame

DEPTH_MAX = 500
#: Python's recursion limit, beyond the present one, that values of that depth need.
RECURSION = 5 * DEPTH_MAX
NODES_MAX = 4_000_000

# Python refuses to read longer numbers from text; 15,000 bits are fewer digits than that.
_INT_MAX = 1 << 13_000

_SCALARS = frozenset({str, bool, float, NoneType})

#: Types that cross by their name, whichever way.
NAMED_TYPES: dict[str, type] = {
    **{name: value for name, value in vars(builtins).items() if isinstance(value, type)},
    **{
        kind.__name__: kind
        for kind in (
            Counter,
            OrderedDict,
            defaultdict,
            deque,
            datetime.date,
            datetime.datetime,
            datetime.time,
            datetime.timedelta,
            datetime.timezone,
            Decimal,
            Fraction,
        )
    },
}
_TYPE_NAMES = {kind: name for name, kind in NAMED_TYPES.items()}

_HARMLESS_BUILTINS = (
    "abs all any ascii bin callable chr divmod format hash hex isinstance issubclass iter len max "
    "min next oct ord pow print repr round sorted sum"
).split()

#: Functions that cross by their name. None of them reaches files, names or code.
NAMED_FUNCTIONS: dict[str, Any] = {
    **{f"builtins.{name}": vars(builtins)[name] for name in _HARMLESS_BUILTINS},
    **{
        f"{module.__name__}.{name}": value
        for module in (operator, math)
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and not isinstance(value, type)
    },
}
_FUNCTION_NAMES = {id(value): name for name, value in NAMED_FUNCTIONS.items()}

#: Subclasses of these bring along their value as a plain one; the first that fits.
VALUE_TYPES = tuple(
    NAMED_TYPES[name]
    for name in (
        "int float complex str bytes tuple frozenset OrderedDict Counter defaultdict deque list "
        "dict set bytearray Decimal Fraction datetime date time timedelta"
    ).split()
)


class CannotCross(Exception):
    """A value that is too large or too deep, in a sentence's end: "is nested too deeply"."""


Foreign = Callable[[Any, int], Any]

_LIBRARIES: dict[str, tuple[str, Callable[[Any], tuple[Any, ...] | None]]] = {
    "numpy": ("a", write_array),
    "pandas": ("p", write_frame),
}


class Encoder:
    """Writes one message's values. ``foreign`` writes, or refuses, what is no plain value.

    ``arguments`` are containers that the other side knows, by id() and number. ``containers``
    lists the mutable ones in the order of their numbers.
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
            return value if -_INT_MAX < value < _INT_MAX else ["I", hex(value)]
        writer = _WRITERS.get(kind)
        if writer is not None:
            return writer(self, value, depth + 1)
        return self._encode_named(value, kind, depth)

    def content(self, container: Any) -> Any:
        """The container as it is now, though it is a known argument."""
        writer = _WRITERS.get(type(container))
        if writer is not None:
            return writer(self, container, 1, True)
        self.containers.append(container)
        tag, write = _LIBRARIES[type(container).__module__.partition(".")[0]]
        parts = write(container)
        if parts is None:
            raise CannotCross("has become something that cannot cross")
        return self.items(tag, parts, 1)

    def items(self, tag: str, values: Iterable[Any], depth: int) -> list[Any]:
        if depth > DEPTH_MAX:
            raise CannotCross("is nested too deeply")
        encoded = [tag, *values]
        self._nodes += len(encoded)
        if self._nodes > NODES_MAX:
            raise CannotCross("is too large")
        if not _as_they_are(encoded):
            encode = self.encode
            encoded[1:] = [encode(value, depth) for value in encoded[1:]]
        return encoded

    def known(self, container: Any) -> list[Any] | None:
        """How a container is written that has been written before; else numbers it."""
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
        return self._foreign(value, depth)


def _as_they_are(values: list[Any]) -> bool:
    """Whether JSON can take all of them without a look at each: what long lists are made of."""
    kinds = set(map(type, values[1:]))
    if kinds == {int}:
        return -_INT_MAX < min(values[1:]) and max(values[1:]) < _INT_MAX
    return kinds <= _SCALARS


_Writer = Callable[..., Any]


def _mutable(tag: str, parts: Callable[[Any], Iterable[Any]]) -> _Writer:
    def write(encoder: Encoder, value: Any, depth: int, anew: bool = False) -> Any:
        if anew:
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
    Decimal: _named("Decimal", lambda value: (str(value),)),
    Fraction: _named("Fraction", _fields("numerator", "denominator")),
    ZoneInfo: _named("ZoneInfo", lambda value: (value.key,)),
}


def _with_fold(kind: type) -> Callable[..., Any]:
    return lambda *parts: kind(*parts[:-1], fold=parts[-1])


_MAKERS: dict[str, Callable[..., Any]] = {
    "date": datetime.date,
    "time": _with_fold(datetime.time),
    "datetime": _with_fold(datetime.datetime),
    "timedelta": datetime.timedelta,
    "timezone": datetime.timezone,
    "Decimal": Decimal,
    "Fraction": Fraction,
    "ZoneInfo": ZoneInfo,
}


_ODDITIES = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)


class Decoder:
    """Reads one message's values; believes nothing. ``foreign`` reads arrays with other tags.

    ``arguments`` are the containers that ``g`` means. ``containers`` lists the mutable ones in
    the order of their numbers. Raises Garbled.
    """

    def __init__(
        self,
        foreign: Callable[["Decoder", list[Any], int], Any],
        arguments: list[Any] | None = None,
    ) -> None:
        self._foreign = foreign
        self._arguments = arguments or []
        self._nodes = 0
        self.containers: list[Any] = []

    def decode(self, node: Any, depth: int = 0) -> Any:
        if type(node) is not list:
            if type(node) is dict:
                raise Garbled("an object where a value was expected")
            return node
        array: list[Any] = node
        self._nodes += len(array) + 1
        if depth >= DEPTH_MAX + 2 or self._nodes > 2 * NODES_MAX or not array:
            raise Garbled("too much, or nothing at all")
        tag = array[0]
        if type(tag) is not str:
            raise Garbled("no tag")
        reader = _READERS.get(tag, self._foreign)
        try:
            return reader(self, array, depth + 1)
        except _ODDITIES as error:
            raise Garbled(f"no value with the tag {tag}") from error

    def items(self, node: list[Any], depth: int, start: int = 1) -> list[Any]:
        nodes = node[start:]
        kinds = set(map(type, nodes))
        if list not in kinds and dict not in kinds:
            return nodes
        decode = self.decode
        return [decode(each, depth) for each in nodes]

    def numbered(self, container: Any) -> Any:
        self.containers.append(container)
        return container

    def container(self, number: Any, *, of_request: bool) -> Any:
        known = self._arguments if of_request else self.containers
        if type(number) is not int or not 0 <= number < len(known):
            raise Garbled("a container that is not there")
        return known[number]


def pairs_of(parts: list[Any]) -> list[tuple[Any, Any]]:
    if len(parts) % 2:
        raise ValueError("a key without a value")
    return list(zip(parts[::2], parts[1::2], strict=True))


_Reader = Callable[[Decoder, list[Any], int], Any]


def _fill_list(decoder: Decoder, node: list[Any], depth: int) -> Any:
    made: list[Any] = decoder.numbered([])
    made.extend(decoder.items(node, depth))
    return made


def _fill_set(decoder: Decoder, node: list[Any], depth: int) -> Any:
    made: set[Any] = decoder.numbered(set())
    made.update(decoder.items(node, depth))
    return made


def _fill_dict(kind: Callable[[], Any]) -> _Reader:
    def read(decoder: Decoder, node: list[Any], depth: int) -> Any:
        made = decoder.numbered(kind())
        made.update(pairs_of(decoder.items(node, depth)))
        return made

    return read


def _fill_counter(decoder: Decoder, node: list[Any], depth: int) -> Any:
    made: Counter[Any] = decoder.numbered(Counter())
    # Counter.update would add up.
    dict.update(made, pairs_of(decoder.items(node, depth)))
    return made


def _fill_defaultdict(decoder: Decoder, node: list[Any], depth: int) -> Any:
    made: defaultdict[Any, Any] = decoder.numbered(defaultdict())
    made.default_factory = decoder.decode(node[1], depth)
    made.update(pairs_of(decoder.items(node, depth, 2)))
    return made


def _fill_deque(decoder: Decoder, node: list[Any], depth: int) -> Any:
    made: deque[Any] = decoder.numbered(deque(maxlen=node[1]))
    made.extend(decoder.items(node, depth, 2))
    return made


def _values_view(decoder: Decoder, node: list[Any], depth: int) -> Any:
    return dict(enumerate(decoder.items(node, depth))).values()


def _named_value(decoder: Decoder, node: list[Any], depth: int) -> Any:
    return _MAKERS[node[1]](*decoder.items(node, depth, 2))


def _library_value(read: Callable[..., Any]) -> _Reader:
    def reader(decoder: Decoder, node: list[Any], depth: int) -> Any:
        place = len(decoder.containers)
        # Numbered before its parts, when it will be seen to be mutable.
        decoder.containers.append(None)
        made = read(*decoder.items(node, depth))
        if is_array(made) or is_frame(made):
            decoder.containers[place] = made
        else:
            del decoder.containers[place]
        return made

    return reader


def _large_int(_decoder: Decoder, node: list[Any], _depth: int) -> Any:
    return int(node[1], 16)


_READERS: dict[str, _Reader] = {
    "l": _fill_list,
    "d": _fill_dict(dict),
    "s": _fill_set,
    "B": lambda decoder, node, _: decoder.numbered(bytearray(node[1].encode("latin-1"))),
    "C": _fill_counter,
    "O": _fill_dict(OrderedDict),
    "D": _fill_defaultdict,
    "q": _fill_deque,
    "t": lambda decoder, node, depth: tuple(decoder.items(node, depth)),
    "f": lambda decoder, node, depth: frozenset(decoder.items(node, depth)),
    "b": lambda _decoder, node, _: node[1].encode("latin-1"),
    "c": lambda _decoder, node, _: complex(node[1], node[2]),
    "R": lambda _decoder, node, _: range(*node[1:4]),
    "S": lambda decoder, node, depth: slice(*decoder.items(node[:4], depth)),
    "E": lambda *_: ...,
    "N": lambda *_: NotImplemented,
    "I": _large_int,
    "k": lambda decoder, node, depth: dict.fromkeys(decoder.items(node, depth)).keys(),
    "v": _values_view,
    "i": lambda decoder, node, depth: dict(pairs_of(decoder.items(node, depth))).items(),
    "T": lambda _decoder, node, _: NAMED_TYPES[node[1]],
    "n": lambda _decoder, node, _: NAMED_FUNCTIONS[node[1]],
    "m": _named_value,
    "a": _library_value(read_array),
    "p": _library_value(read_frame),
    "r": lambda decoder, node, _: decoder.container(node[1], of_request=False),
    "g": lambda decoder, node, _: decoder.container(node[1], of_request=True),
}
