"""The lists, dicts and other objects that the program's variables refer to.

They are numbered in the order in which they are seen. A container is compared with its last state
by the identity of its parts, so that no code of the program runs. An object that no variable refers
to any more is forgotten at the next step.
"""

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

from .texts import (
    PLAIN,
    arguments_of,
    bases_of,
    is_enum,
    is_of_library,
    is_one_of,
    members_of,
    plain_text,
    short_text,
    type_name,
)

#: The most items or entries of an object that are recorded, and the most objects at a time.
MAX_ITEMS = 100
_MAX_OBJECTS = 300

TracedValue = str | int
Content = dict[str, Any]


class Heap:
    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._next_number = 1

    def value(self, value: Any) -> TracedValue:
        """Its text, or the number of a new or a known object."""
        if id(type(value)) in PLAIN:
            return plain_text(value)
        known = self._known.get(id(value))
        if known is not None and known.value is value:
            return known.number
        shape = _shape_of(type(value))
        if shape is None:
            return plain_text(value)
        if len(self._known) >= _MAX_OBJECTS:
            return short_text(value)
        known = _Known(value, self._next_number, shape)
        self._next_number += 1
        self._known[id(value)] = known
        return known.number

    def shown(self, value: Any) -> TracedValue:
        """Its number if it is a known object, else a text."""
        known = self._known.get(id(value))
        return known.number if known is not None and known.value is value else short_text(value)

    def changes(self) -> list[tuple[int, Content]]:
        """The objects that are new or have another content since the last call."""
        changed: list[tuple[int, Content]] = []
        waiting = [each for each in self._known.values() if each.has_changed()]
        for each in waiting:
            before = len(self._known)
            content = each.read(self)
            if len(self._known) > before:
                # Parts that are seen for the first time.
                waiting += islice(self._known.values(), before, None)
            if content != each.content:
                each.content = content
                changed.append((each.number, content))
        return changed

    def keep_only(self, roots: Iterable[Any]) -> None:
        """Forgets the objects that cannot be reached from these values."""
        reached: dict[int, _Known] = {}
        waiting = list(roots)
        for value in waiting:
            known = self._known.get(id(value))
            if known is not None and known.value is value and id(value) not in reached:
                reached[id(value)] = known
                waiting += known.objects
        # The order in which they were seen.
        self._known = {key: each for key, each in self._known.items() if key in reached}


class _Known:
    """An object and its last content. ``objects`` are the parts that are known objects, too."""

    __slots__ = ("value", "number", "objects", "content", "_shape", "_parts", "_length")

    def __init__(self, value: Any, number: int, shape: "_Shape") -> None:
        self.value = value
        self.number = number
        self.objects: list[Any] = []
        self.content: Content = {}
        self._shape = shape
        self._parts: list[Any] | None = None
        self._length = 0

    def has_changed(self) -> bool:
        parts, shape = self._parts, self._shape
        if parts is None:
            return True
        if shape.is_fixed:
            return False
        now = shape.parts(self.value)
        return (
            len(now) != len(parts)
            or not all(map(is_, now, parts))
            or shape.length(self.value) != self._length
        )

    def read(self, heap: Heap) -> Content:
        shape = self._shape
        parts = self._parts = shape.parts(self.value)
        self._length = shape.length(self.value)
        content: Content = {"type": type_name(type(self.value))}
        values: list[TracedValue]
        if shape.names:
            values = [each if at % 2 == 0 else heap.value(each) for at, each in enumerate(parts)]
        else:
            values = [heap.value(each) for each in parts]
        self.objects = [
            each for each, value in zip(parts, values, strict=True) if type(value) is int
        ]
        if shape.pairs:
            content["entries"] = list(zip(values[::2], values[1::2], strict=True))
        else:
            content["items"] = values
        if self._length > MAX_ITEMS:
            content["length"] = self._length
        return content


@dataclass(frozen=True)
class _Shape:
    """How to read an object: its ``parts`` are items, or keys and values in turn if they are
    ``pairs``. ``names``: the keys are names of attributes."""

    parts: Callable[[Any], list[Any]]
    length: Callable[[Any], int]
    pairs: bool = False
    names: bool = False
    is_fixed: bool = False


def _list_parts(value: list[Any]) -> list[Any]:
    return list.__getitem__(value, slice(MAX_ITEMS))


def _items_of(kind: Any) -> Callable[[Any], list[Any]]:
    iterate = kind.__iter__
    return lambda value: list(islice(iterate(value), MAX_ITEMS))


def _dict_parts(value: dict[Any, Any]) -> list[Any]:
    return list(chain.from_iterable(islice(dict.items(value), MAX_ITEMS)))


class _Slotted:
    __slots__ = ("slot",)


_MEMBER: Any = type(_Slotted.__dict__["slot"])


def _instance_shape(kind: type) -> _Shape:
    """For an object with attributes: those in its __dict__ and its __slots__, and what an exception
    was made of."""
    slots = [
        (name, member)
        for base in bases_of(kind)
        for name, member in members_of(base).items()
        if type(member) is _MEMBER and not name.startswith("__")
    ]
    is_error = is_one_of(BaseException, bases_of(kind))

    def parts(value: Any) -> list[Any]:
        found: list[Any] = []
        if is_error:
            found += "args", arguments_of(value)
        try:
            names = object.__getattribute__(value, "__dict__")
        except AttributeError:
            names = None
        if type(names) is dict:
            found += _dict_parts(names)
        for name, member in slots:
            with suppress(AttributeError):
                found += name, member.__get__(value)
        return found

    return _Shape(parts, lambda value: len(parts(value)) // 2, pairs=True, names=True)


_CONTAINERS: tuple[tuple[type, _Shape], ...] = (
    (list, _Shape(_list_parts, list.__len__)),
    (tuple, _Shape(_items_of(tuple), tuple.__len__, is_fixed=True)),
    (dict, _Shape(_dict_parts, dict.__len__, pairs=True)),
    (set, _Shape(_items_of(set), set.__len__)),
    (frozenset, _Shape(_items_of(frozenset), frozenset.__len__, is_fixed=True)),
    (deque, _Shape(_items_of(deque), deque.__len__)),
)
_NOT_OBJECTS = (type, FunctionType, ModuleType, int, float, str, bytes)


#: By the id of a class: the class itself, so that its id stays its own, and its shape.
_shapes: dict[int, tuple[type, _Shape | None]] = {}


def _shape_of(kind: type) -> _Shape | None:
    """None for values that are shown as text."""
    found = _shapes.get(id(kind))
    if found is None:
        found = _shapes[id(kind)] = kind, _new_shape(kind)
    return found[1]


def _new_shape(kind: type) -> _Shape | None:
    bases = bases_of(kind)
    for base, shape in _CONTAINERS:
        if is_one_of(base, bases):
            return shape
    if is_of_library(kind) or is_enum(kind):
        return None
    return None if any(is_one_of(each, bases) for each in _NOT_OBJECTS) else _instance_shape(kind)
