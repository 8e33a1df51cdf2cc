"""Objects of tests of which the program gets a copy, which runs in the program's own process.

A function or class of Python's library that only computes is sent by its name. A pattern, a key
function or a member of an enumeration is rebuilt there from its parts.
"""

import enum
import io
import operator
import re
import sys
import types
from collections.abc import Callable
from typing import Any

from ..border.plain import NAMED_TYPES

#: Modules that do not access files, processes or code.
_MODULES = frozenset(
    (
        "base64 binascii bisect calendar cmath collections copy dataclasses datetime decimal enum"
        " fractions functools hashlib heapq html itertools json math numbers operator random re"
        " statistics string textwrap time types typing unicodedata uuid"
    ).split()
)
_BUILTINS = frozenset({"input"})
_NAMED_TYPES = frozenset(NAMED_TYPES.values())

Copied = tuple[Any, ...]


def copied(value: Any) -> Copied | None:
    """How to make the copy (student/judge_proxies.py), or None if the value is not copied."""
    kind = type(value)
    makes = _MADE.get(kind)
    if makes is not None:
        return ("made", *makes(value))
    if kind.__name__ == "UUID" and _found("uuid", "UUID") is kind:
        return ("made", "uuid", "UUID", (value.hex,), {})
    if isinstance(value, enum.Enum):
        module, name = kind.__module__, kind.__qualname__
        is_library = module in _ENUM_MODULES and _found(module, name) is kind
        return ("made", module, name, (value.value,), {}) if is_library else None
    for stream in ("stdout", "stderr"):
        if kind is io.TextIOWrapper and value is getattr(sys, stream):
            return ("name", "sys", stream)
    if callable(value):
        return _named(value)
    return None


_ENUM_MODULES = frozenset({"re", "http", "calendar", "signal", "uuid", "decimal", "enum"})


def _named(value: Any) -> Copied | None:
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    if type(value) in _DESCRIPTORS:
        return _method(value.__objclass__, value)
    owner = getattr(value, "__self__", None)
    if isinstance(owner, type) and type(value) is not types.MethodType:
        return _method(owner, value)
    if type(name) is not str or name.startswith("_") or "._" in name:
        return None
    module: Any = getattr(value, "__module__", None) or getattr(type(owner), "__module__", None)
    if _is_ufunc(value):
        return ("name", "numpy", name) if _found("numpy", name) is value else None
    if type(module) is not str:
        return None
    if module == "builtins":
        return ("name", module, name) if name in _BUILTINS and _is_at(value, module, name) else None
    for each in (module, module.removeprefix("_")):
        for path in (name, name.rpartition(".")[2]):
            if each in _MODULES and _is_at(value, each, path):
                return ("name", each, path)
    return None


def _is_at(value: Any, module: str, path: str) -> bool:
    found = _found(module, path)
    return found is value or type(found) is types.MethodType and found == value


def _method(kind: type, value: Any) -> Copied | None:
    """A method of a plain type, such as ``str.upper`` or ``dict.fromkeys``."""
    if kind not in _NAMED_TYPES or value.__name__.startswith("_"):
        return None
    return ("name", kind.__module__, f"{kind.__name__}.{value.__name__}")


def _found(module: str, path: str) -> Any:
    found: Any = sys.modules.get(module)
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def _is_ufunc(value: Any) -> bool:
    numpy: Any = sys.modules.get("numpy")
    return numpy is not None and type(value) is numpy.ufunc


def _key_function(value: Any) -> Copied:
    reduced = value.__reduce__()
    name = type(value).__name__
    if reduced[0] is type(value):
        return "operator", name, reduced[1], {}
    # A methodcaller with keywords is sent as a partial of its class.
    return "operator", name, (*reduced[0].args, *reduced[1]), reduced[0].keywords


_DESCRIPTORS = (types.MethodDescriptorType, types.ClassMethodDescriptorType)

_MADE: dict[type, Callable[[Any], Copied]] = {
    operator.itemgetter: _key_function,
    operator.attrgetter: _key_function,
    operator.methodcaller: _key_function,
    re.Pattern: lambda value: ("re", "compile", (value.pattern, value.flags), {}),
}
