"""Objects of the tests that student code gets hold of, and what it may do with them.

Functions and classes can be called and no more, iterators be asked for the next item; of other
objects there are their public names and listed special methods. Modules, frames and test cases
never cross.
"""

import builtins
import sys
import types
import unittest
from collections.abc import Callable
from typing import Any
from unittest import mock

from ..border.channel import Garbled
from ..border.operators import ALL, UNIVERSAL
from .errors import written_exception

_NEVER = (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType, unittest.TestCase)

_CALLABLE = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    types.MethodWrapperType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
    type,
)

_OBJECTS_MAX = 100_000

#: How tests look at a mock; a program has no business there.
_MOCK_NAMES = frozenset(name for name in dir(mock.Mock()) if not name.startswith("_"))

_PARTS = {"call": 3, "operate": 4, "get": 2, "set": 3, "input": 1, "stdin": 2}

_ORIGINAL_INPUT = builtins.input


class JudgeObjects:
    """Numbers what crosses, and answers the student's process's questions about it."""

    def __init__(self) -> None:
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._answers: dict[str, Callable[..., Any]] = {
            "call": self._call,
            "operate": self._operate,
            "get": self._get,
            "set": self._set,
            "input": _input,
            "stdin": _stdin,
        }

    def number(self, value: Any) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            if len(self._objects) >= _OBJECTS_MAX:
                raise MemoryError("too many objects of the tests")
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return number

    def exception(self, number: Any) -> BaseException:
        value = self.object(number)
        if not isinstance(value, BaseException):
            raise Garbled("no exception of the judge's")
        return value

    def write(
        self,
        value: Any,
        encode: Callable[[Any], Any],
        refuse: Callable[[str], BaseException],
    ) -> list[Any]:
        """As student/judge_objects.py takes it."""
        if isinstance(value, _NEVER):
            kind = type(value).__name__
            raise refuse(f"The test hands a {kind} to the program; that cannot cross to it.")
        if isinstance(value, BaseException):
            return ["x", written_exception(value, encode, self.number(value))]
        return ["j", self.number(value), *_nature(value)]

    def answer(self, question: str, parts: tuple[Any, ...]) -> Any:
        known = self._answers.get(question)
        if known is None:
            raise Garbled("an unknown question")
        if len(parts) != _PARTS[question]:
            raise Garbled("another question's parts")
        return known(*parts)

    def object(self, number: Any) -> Any:
        if type(number) is not int or not 0 <= number < len(self._objects):
            raise Garbled("an object of the judge's that is not there")
        return self._objects[number]

    def _call(self, number: int, args: Any, keywords: Any) -> Any:
        value = self.object(number)
        kind, _, operators = _nature(value)
        if kind != "callable" and "__call__" not in operators:
            raise TypeError("this object of the test's is not callable")
        if type(args) is not tuple or type(keywords) is not dict:
            raise Garbled("no arguments")
        arguments: dict[str, Any] = keywords
        return value(*args, **arguments)

    def _operate(self, number: int, name: Any, args: Any, _keywords: Any) -> Any:
        value = self.object(number)
        kind, _, operators = _nature(value)
        if type(args) is not tuple or type(name) is not str:
            raise Garbled("no operation")
        if name not in operators and (kind, name) != ("iterator", "__next__"):
            raise TypeError(f"this object of the test's has no {name}")
        if name == "__exit__":
            error = next((each for each in args if isinstance(each, BaseException)), None)
            return value.__exit__(error and type(error), error, None)
        return ALL[name](value, *args)

    def _get(self, number: int, name: Any) -> Any:
        value = self.object(number)
        self._check_name(value, name)
        return getattr(value, name)

    def _set(self, number: int, name: Any, content: Any) -> None:
        value = self.object(number)
        self._check_name(value, name)
        if isinstance(value, mock.NonCallableMock) or callable(getattr(type(value), name, None)):
            raise AttributeError(f"{name} of the test's object cannot be replaced")
        setattr(value, name, content)

    def _check_name(self, value: Any, name: Any) -> None:
        if type(name) is not str:
            raise Garbled("no name")
        hidden = name in _MOCK_NAMES and isinstance(value, mock.NonCallableMock)
        if name.startswith("_") or hidden or _nature(value)[0] != "instance":
            raise AttributeError(f"a program cannot use {name} of the test's object")


def _nature(value: Any) -> tuple[str, str, list[str]]:
    """Kind, name, and the special methods that may be used."""
    kind = type(value)
    name = getattr(value, "__name__", None) if isinstance(value, _CALLABLE) else None
    if isinstance(value, _CALLABLE):
        return "callable", name if type(name) is str else "function", []
    if isinstance(value, types.GeneratorType) or (
        kind.__module__ in ("builtins", "itertools") and hasattr(kind, "__next__")
    ):
        return "iterator", kind.__name__, []
    listed = [
        operator
        for operator in (*ALL, "__call__")
        if operator not in ("__copy__", "__deepcopy__") and _defines(kind, operator)
    ]
    return "instance", kind.__name__, listed


def _defines(kind: type, operator: str) -> bool:
    if operator == "__bool__":
        return True
    if operator in UNIVERSAL:
        return getattr(kind, operator, None) is not getattr(object, operator)
    return getattr(kind, operator, None) is not None


def _input(prompt: Any) -> Any:
    if type(prompt) is not str:
        raise Garbled("no prompt")
    if builtins.input is not _ORIGINAL_INPUT:
        return builtins.input(prompt)
    sys.stdout.write(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.removesuffix("\n")


def _stdin(method: Any, size: Any) -> Any:
    if method not in ("readline", "read") or type(size) is not int:
        raise Garbled("no way to read")
    return getattr(sys.stdin, method)(size)
