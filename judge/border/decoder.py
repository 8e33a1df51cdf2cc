"""Reads values from the channel (border/__init__.py lists the tags)."""

import datetime
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath, PurePosixPath, PureWindowsPath
from typing import Any
from zoneinfo import ZoneInfo

from .arrays import read_array
from .channel import Garbled
from .containers import is_array, is_frame
from .frames import read_frame
from .plain import MAX_DEPTH, MAX_NODES, NAMED_FUNCTIONS, NAMED_TYPES


def _with_fold(kind: type) -> Callable[..., Any]:
    return lambda *parts: kind(*parts[:-1], fold=parts[-1])


def _of_one_text(kind: type) -> Callable[..., Any]:
    """For a class that would call methods of an argument of any other type."""

    def make(text: Any) -> Any:
        if type(text) is not str:
            raise TypeError
        return kind(text)

    return make


_MAKERS: dict[str, Callable[..., Any]] = {
    "date": datetime.date,
    "time": _with_fold(datetime.time),
    "datetime": _with_fold(datetime.datetime),
    "timedelta": datetime.timedelta,
    "timezone": datetime.timezone,
    "Decimal": Decimal,
    "Fraction": Fraction,
    "ZoneInfo": ZoneInfo,
    "PosixPath": _of_one_text(PosixPath),
    "PurePosixPath": _of_one_text(PurePosixPath),
    "PureWindowsPath": _of_one_text(PureWindowsPath),
}


_MALFORMED_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)


class Decoder:
    """Reads one message's values without trusting them. ``foreign`` reads arrays with other tags.

    ``arguments`` are the containers that ``g`` refers to. ``containers`` lists the mutable ones in
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
        if depth >= MAX_DEPTH + 2 or self._nodes > 2 * MAX_NODES or not array:
            raise Garbled("too much, or empty")
        tag = array[0]
        if type(tag) is not str:
            raise Garbled("no tag")
        reader = _READERS.get(tag, self._foreign)
        try:
            return reader(self, array, depth + 1)
        except _MALFORMED_ERRORS as error:
            raise Garbled(f"an invalid value with the tag {tag}") from error

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
            raise Garbled("an unknown container")
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
    # Counter.update would add to existing counts.
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
        # It gets its number before its parts do, if it turns out to be mutable.
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
