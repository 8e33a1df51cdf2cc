"""Texts of values, of limited length, made without running any code of the program.

The program's own ``__repr__`` and ``__str__`` are never called: they could print, change something
or never end.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import (
    BuiltinFunctionType,
    CoroutineType,
    FunctionType,
    GeneratorType,
    MethodType,
    ModuleType,
)
from typing import Any

from judge.common.text import clip

MAX_TEXT = 200
_MAX_DEPTH = 3
_MAX_ITEMS = 10
# Python refuses to write longer ones.
_MAX_BITS = 10_000

# A class can have a class of its own, whose methods must not run: neither for its attributes nor to
# compare or hash it.
_NAME = type.__dict__["__name__"]
_MODULE = type.__dict__["__module__"]
_MRO = type.__dict__["__mro__"]
_ARGUMENTS = BaseException.__dict__["args"]
_MEMBERS = type.__dict__["__dict__"]

#: The ids of types whose values are shown as text, and have no parts that can change.
PLAIN = frozenset(map(id, (int, float, bool, complex, str, bytes, type(None), type(...))))

#: Types of the library whose representation runs only the library's code.
_LIBRARY = frozenset(
    (
        "array.array",
        "datetime.date",
        "datetime.datetime",
        "datetime.time",
        "datetime.timedelta",
        "decimal.Decimal",
        "fractions.Fraction",
        "pathlib.PosixPath",
        "pathlib._local.PosixPath",
        "re.Match",
        "re.Pattern",
        "uuid.UUID",
    )
)
_BUILT_IN = (bytearray, range)
_NAMED: tuple[Any, ...] = (BuiltinFunctionType, CoroutineType, GeneratorType)


def type_name(kind: type) -> str:
    """Even if a metaclass overrides it."""
    return clip(_NAME.__get__(kind), MAX_TEXT)


def bases_of(kind: type) -> tuple[type, ...]:
    return _MRO.__get__(kind)


def members_of(kind: type) -> Mapping[str, Any]:
    return _MEMBERS.__get__(kind)


def is_one_of(kind: type, others: Iterable[type]) -> bool:
    return any(kind is each for each in others)


def is_enum(kind: type) -> bool:
    return "_member_map_" in members_of(kind)


def module_name(kind: type) -> str:
    name = _MODULE.__get__(kind)
    return name if type(name) is str else ""


def is_of_library(kind: type) -> bool:
    root = module_name(kind).partition(".")[0]
    return root in sys.stdlib_module_names or root == "unittest"


def plain_text(value: Any) -> str:
    """The text of a value that is not a container or an object with attributes."""
    kind = type(value)
    if kind is str or kind is bytes:
        return _quoted(value)
    if kind is int:
        if value.bit_length() > _MAX_BITS:
            digits = int(value.bit_length() * 0.30103) + 1
            return f"<int of about {digits} digits>"
        return clip(int.__repr__(value), MAX_TEXT)
    if id(kind) in PLAIN:
        return repr(value)
    if kind is FunctionType:
        return f"function {clip(value.__name__, MAX_TEXT)}"
    if kind is ModuleType:
        return f"module {clip(str(value.__name__), MAX_TEXT)}"
    if issubclass(kind, type):
        return f"class {type_name(value)}"
    try:
        return _text_of_other(value, kind)
    except Exception:
        # Half made, or broken by the program.
        return f"{type_name(kind)} object"


def _quoted(value: Any) -> str:
    text = repr(value[:MAX_TEXT])
    return text if len(value) <= MAX_TEXT else f"{text[:-1]}…{text[-1]}"


def _text_of_other(value: Any, kind: type) -> str:
    name = type_name(kind)
    if is_enum(kind):
        return f"{name}.{clip(str(object.__getattribute__(value, '_name_')), MAX_TEXT)}"
    bases = bases_of(kind)
    for base in (int, float, str, bytes):
        if is_one_of(base, bases):
            (own, *_) = base.__getnewargs__(value)
            return f"{name}({plain_text(own)})"
    if is_one_of(kind, _BUILT_IN) or f"{module_name(kind)}.{name}" in _LIBRARY:
        return clip(repr(value), MAX_TEXT)
    if kind is MethodType and type(value.__func__) is FunctionType:
        return f"method {clip(value.__func__.__name__, MAX_TEXT)}"
    if is_one_of(kind, _NAMED):
        return f"{name} {clip(value.__name__, MAX_TEXT)}"
    return f"{name} object"


def short_text(value: Any, depth: int = 0) -> str:
    """Like plain_text(), also for containers and objects, whose parts are shown in short."""
    kind = type(value)
    bases = bases_of(kind)
    if id(kind) in PLAIN:
        return plain_text(value)
    for base, brackets, parts in _CONTAINERS:
        if is_one_of(base, bases):
            if depth >= _MAX_DEPTH:
                return brackets.replace("%", "…")
            inside = parts(value, depth + 1)
            return _short_container(value, kind, base, brackets, inside)
    return plain_text(value)


def _short_container(value: Any, kind: type, base: type, brackets: str, parts: list[str]) -> str:
    if base.__len__(value) > len(parts):
        parts.append("…")
    inside = ", ".join(parts)
    if base is tuple and len(parts) == 1:
        inside += ","
    text = brackets.replace("%", inside, 1)
    if is_one_of(base, (set, frozenset)) and not parts:
        text = "set()"
    return clip(text if kind is base else f"{type_name(kind)}({text})", MAX_TEXT)


def _items(values: Iterable[Any], depth: int) -> list[str]:
    return [short_text(each, depth) for each in islice(values, _MAX_ITEMS)]


def _entries(value: dict[Any, Any], depth: int) -> list[str]:
    first = islice(dict.items(value), _MAX_ITEMS)
    return [f"{short_text(key, depth)}: {short_text(each, depth)}" for key, each in first]


_CONTAINERS: tuple[tuple[Any, str, Callable[[Any, int], list[str]]], ...] = (
    (list, "[%]", lambda value, depth: _items(list.__iter__(value), depth)),
    (tuple, "(%)", lambda value, depth: _items(tuple.__iter__(value), depth)),
    (dict, "{%}", _entries),
    (set, "{%}", lambda value, depth: _items(set.__iter__(value), depth)),
    (frozenset, "{%}", lambda value, depth: _items(frozenset.__iter__(value), depth)),
    (deque, "[%]", lambda value, depth: _items(deque.__iter__(value), depth)),
)


def arguments_of(error: BaseException) -> tuple[Any, ...]:
    return _ARGUMENTS.__get__(error)


def error_text(error: BaseException) -> str:
    """As ``ZeroDivisionError: division by zero``."""
    kind = type(error)
    args = arguments_of(error)[:_MAX_ITEMS]
    if is_of_library(kind) and all(id(type(each)) in PLAIN for each in args):
        text = str(error)
    else:
        # Their own classes decide how other arguments are written.
        text = ", ".join(each if type(each) is str else short_text(each) for each in args)
    name = type_name(kind)
    return f"{name}: {clip(text, MAX_TEXT)}" if text else name
