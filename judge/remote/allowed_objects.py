"""Which of the tests' objects a program may use: objects of listed classes only.

What a program does with such an object runs in the judge's process, beside the tests. So that code
must be the test file's own, or only act on a plain value. An object of any other class, such as a
ZipFile or a logger, has methods that access files or code.

- Functions and classes that a test file defines can be called, and so can methods of plain values,
  such as ``seen.append``. For a partial, a cached or a decorated function, the inner one counts.
- Iterators return their next item.
- Objects of a test file's classes, of ``SimpleNamespace``, ``StringIO`` and ``BytesIO``, and mocks,
  have their public attributes and listed special methods. The bases of such a class must also be
  listed: a class that extends ``Path`` can do whatever Path can.

The same rules apply to what any of these returns.
"""

import builtins
import contextlib
import functools
import io
import types
import unittest
from collections import UserDict, UserList, UserString
from dataclasses import dataclass
from typing import Any
from unittest import mock

from ..border.operators import ALL
from ..border.plain import NAMED_FUNCTIONS, VALUE_TYPES, CannotCross
from ..test_files.test_code import is_test_class, is_test_namespace
from .proxy_base import Remote, RemoteMethod

_STREAMS = (io.StringIO, io.BytesIO)
_PLAIN = frozenset({*VALUE_TYPES, bool, range})

_BUILTIN_METHODS = (types.BuiltinFunctionType, types.MethodWrapperType)
_DESCRIPTORS = (types.MethodDescriptorType, types.WrapperDescriptorType)

# Modules whose classes a test file's class may extend: their methods access nothing else.
_BASE_MODULES = frozenset({"abc", "collections.abc", "enum", "numbers", "typing"})
_BASES = frozenset(
    {
        object,
        types.SimpleNamespace,
        contextlib.AbstractContextManager,
        contextlib.ContextDecorator,
        UserDict,
        UserList,
        UserString,
        *_STREAMS,
        *_PLAIN,
        *(base for stream in _STREAMS for base in stream.__mro__),
    }
)

# Methods that fail a test case, without those that return an object.
_ASSERTIONS = frozenset(
    name
    for name in dir(unittest.TestCase)
    if name.startswith("assert") and not name.endswith(("Logs", "Raises", "Warns", "Regex"))
) | {"fail", "assertRegex", "assertNotRegex"}

_CACHED = type(functools.lru_cache(len))
_MANAGER: type = contextlib._GeneratorContextManager  # pyright: ignore[reportPrivateUsage]
FUNCTIONS: tuple[Any, ...] = (
    types.FunctionType,
    types.MethodType,
    functools.partial,
    _CACHED,
    *_BUILTIN_METHODS,
    *_DESCRIPTORS,
)
_MAX_DEPTH = 10

# A template can read attributes of its arguments.
_NOT_PURE = frozenset({"format", "format_map"})


class ObjectNotAllowed(CannotCross):
    """An object of a class that is not listed. The message is a complete sentence."""


@dataclass(frozen=True)
class ObjectAccess:
    """What a program may do with an object. student/judge_proxies.py has the kinds."""

    kind: str
    name: str
    operators: list[str]
    #: Whether the program may use its public attributes.
    has_attributes: bool = False


def access_to(value: Any) -> ObjectAccess | None:
    """None for an object that must not be passed to a program."""
    kind = type(value)
    if issubclass(kind, mock.NonCallableMock):
        named = "property" if issubclass(kind, mock.PropertyMock) else "instance"
        return (
            ObjectAccess(named, kind.__name__, _operators(kind), True) if _is_safe(value) else None
        )
    if kind in FUNCTIONS or issubclass(kind, type):
        name = getattr(value, "__name__", None)
        called = "function" if type(name) is not str else name
        if not can_be_called(value):
            return None
        if issubclass(kind, type) and value not in _PLAIN:
            return ObjectAccess("class", called, [], True)
        return ObjectAccess("function" if kind is types.FunctionType else "callable", called, [])
    if _is_iterator(value):
        return ObjectAccess("iterator", kind.__name__, [])
    if kind is _MANAGER:
        frame = value.gen.gi_frame
        own = frame is not None and is_test_namespace(frame.f_globals)
        return ObjectAccess("instance", kind.__name__, ["__enter__", "__exit__"]) if own else None
    if not _is_instance(kind):
        return None
    operators = _operators_of.get(kind)
    if operators is None:
        operators = _operators_of[kind] = _operators(kind)
    return ObjectAccess("instance", kind.__name__, operators, True)


def can_be_called(value: Any, depth: int = 0) -> bool:
    """Whether a call of it only runs the tests' own code, or code of plain values."""
    kind = type(value)
    if depth > _MAX_DEPTH:
        return False
    if kind is types.FunctionType:
        return is_test_namespace(value.__globals__) or _wraps_test_code(value, depth)
    if kind is types.MethodType:
        return _is_assertion(value) or can_be_called(value.__func__, depth + 1)
    if issubclass(kind, (Remote, RemoteMethod)):
        # The program's own, which a test has wrapped in a mock.
        return True
    if kind in _BUILTIN_METHODS:
        return _is_pure(value)
    if kind in _DESCRIPTORS:
        return value.__objclass__ in _PLAIN and _is_usual(value.__name__)
    if issubclass(kind, type):
        return value in _PLAIN or _may_extend(value)
    if kind is functools.partial:
        return can_be_called(value.func, depth + 1)
    if kind is _CACHED:
        return can_be_called(value.__wrapped__, depth + 1)
    if issubclass(kind, mock.NonCallableMock):
        return _is_safe(value, depth + 1)
    return _is_instance(kind) and callable(value)


def _wraps_test_code(function: Any, depth: int) -> bool:
    """Whether a decorator wraps a function of the tests, or mock made it for a specification."""
    fields = vars(function)
    if isinstance(fields.get("mock"), mock.NonCallableMock):
        return _is_safe(fields["mock"], depth + 1)
    return "__wrapped__" in fields and can_be_called(fields["__wrapped__"], depth + 1)


def _is_assertion(method: Any) -> bool:
    name = method.__name__
    return (
        isinstance(method.__self__, unittest.TestCase)
        and name in _ASSERTIONS
        and method.__func__ is vars(unittest.TestCase).get(name)
    )


def _is_pure(function: Any) -> bool:
    """A harmless builtin, or a method of a plain value or of a stream in memory."""
    owner, name = function.__self__, function.__name__
    if owner is None or isinstance(owner, types.ModuleType):
        return any(function is each for each in NAMED_FUNCTIONS.values())
    if isinstance(owner, type):
        return owner in _PLAIN and _is_usual(name)
    if name == "__next__" and _is_iterator(owner):
        return True
    kind = type(owner)
    return (not name.startswith("_") or name in ALL) and (
        kind in _PLAIN or kind in _STREAMS or _is_instance(kind)
    )


def _is_usual(name: str) -> bool:
    return not name.startswith("_") and name not in _NOT_PURE


def _is_iterator(value: Any) -> bool:
    kind = type(value)
    if kind is types.GeneratorType:
        return True
    if kind.__module__ not in ("builtins", "itertools") or not hasattr(kind, "__next__"):
        return False
    if kind not in (map, filter):
        return True
    function = value.__reduce__()[1][0]
    return function is None or can_be_called(function)


_operators_of: dict[type, list[str]] = {}


def _is_instance(kind: type) -> bool:
    """Whether objects of this class may be passed to a program."""
    if kind in _operators_of:
        return True
    return kind in _STREAMS or kind is types.SimpleNamespace or _may_extend(kind)


def _may_extend(kind: type) -> bool:
    """Whether it is a test file's class whose bases are also a test file's, or listed."""
    return is_test_class(kind) and all(
        base in _BASES
        or base.__module__ in _BASE_MODULES
        or vars(builtins).get(base.__name__) is base
        and issubclass(base, BaseException)
        or is_test_class(base)
        for base in kind.__mro__
    )


def _operators(kind: type) -> list[str]:
    return [
        operator
        for operator in (*ALL, "__call__")
        if operator not in ("__copy__", "__deepcopy__") and _defines(kind, operator)
    ]


def _defines(kind: type, operator: str) -> bool:
    if operator == "__bool__":
        return True
    # Reading a special method of a mock would create it.
    found = next((vars(each)[operator] for each in kind.__mro__ if operator in vars(each)), None)
    return found is not None and found is not vars(object).get(operator)


def _is_safe(value: Any, depth: int = 0) -> bool:
    """Whether everything that a mock does when it is used is code of mock or of the tests."""
    fields = vars(value)
    if depth > _MAX_DEPTH:
        return False
    effect, wrapped = fields.get("_mock_side_effect"), fields.get("_mock_wraps")
    if effect is not None and not _may_be_effect(effect, depth):
        return False
    if wrapped is not None and not (can_be_called(wrapped, depth + 1) or access_to(wrapped)):
        return False
    # create_autospec() returns a function, on which a test then sets the side effect.
    effect = getattr(fields.get("_mock_delegate"), "side_effect", None)
    if effect is not None and not _may_be_effect(effect, depth):
        return False
    children = fields["_mock_children"].items()
    special = [each for name, each in children if name.startswith("__") and each is not _DELETED]
    # Each mock has a separate class, where functions that are set as special methods are stored.
    functions = [each for each in vars(type(value)).values() if type(each) is types.FunctionType]
    return all(_may_be_effect(each, depth) for each in (*special, *functions))


_DELETED: Any = mock._deleted  # type: ignore[attr-defined]
_MOCK_NAMESPACE: Any = vars(mock)


def _may_be_effect(effect: Any, depth: int) -> bool:
    """Whether a mock may call it, raise it, or return its next item, when the mock is called."""
    if type(effect) is types.FunctionType and effect.__globals__ is _MOCK_NAMESPACE:
        # From mock_open(), or a wrapper of the function that a test has set as a special method.
        return all(_is_harmless_cell(cell, depth) for cell in effect.__closure__ or ())
    raises = isinstance(effect, BaseException) or (
        isinstance(effect, type) and issubclass(effect, BaseException)
    )
    return raises or _is_iterator(effect) or can_be_called(effect, depth + 1)


def _is_harmless_cell(cell: Any, depth: int) -> bool:
    try:
        content: Any = cell.cell_contents
    except ValueError:
        return True
    # A mock in the cell is the one that is being checked.
    if not callable(content) or isinstance(content, mock.NonCallableMock):
        return True
    function: Any = getattr(content, "__func__", None)
    if type(function) is types.FunctionType and function.__globals__ is _MOCK_NAMESPACE:
        return True
    return _may_be_effect(content, depth + 1)
