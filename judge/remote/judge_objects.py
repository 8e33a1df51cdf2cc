"""Objects of the tests that student code gets hold of: numbers them, and does what it asks.

Which ones it may get, and what it may do with each, is in handed_over.py and looked at anew
whenever it is asked; copied.py has what it is given a copy of.
"""

import builtins
import sys
import types
from collections.abc import Callable
from typing import Any
from unittest import mock

from ..border.channel import Garbled
from ..border.operators import ALL
from .copied import copied
from .errors import written_exception
from .handed_over import Nature, NotHandedOver, nature
from .refusals import refusal
from .test_classes import is_instance, value_of

#: Kinds that can be called whatever their class says.
_CALLED = ("callable", "function", "class")

_OBJECTS_MAX = 100_000

#: How tests look at a mock; a program has no business there.
_MOCK_NAMES = frozenset(name for name in dir(mock.Mock()) if not name.startswith("_"))

_PARTS = {
    "call": 3,
    "operate": 4,
    "get": 2,
    "set": 3,
    "isinstance": 2,
    "await": 1,
    "input": 1,
    "stdin": 2,
}

_DESCRIPTORS: dict[type, tuple[str, ...]] = {
    property: ("fget", "fset", "fdel", "__doc__"),
    staticmethod: ("__func__",),
    classmethod: ("__func__",),
}

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
            "isinstance": self._isinstance,
            "await": self._await,
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

    def write(self, value: Any, encode: Callable[[Any], Any]) -> list[Any]:
        """As student/judge_objects.py takes it. Raises NotHandedOver."""
        if isinstance(value, BaseException):
            return ["x", written_exception(value, encode, self.number(value))]
        if type(value) is types.CoroutineType:
            return ["A", self.number(value)]
        parts = _DESCRIPTORS.get(type(value))
        if parts is not None:
            return ["P", type(value).__name__, *(encode(getattr(value, each)) for each in parts)]
        copy = copied(value)
        if copy is not None:
            return ["y", self.number(value), encode(copy)]
        plain = value_of(value)
        if plain is not None:
            return encode(plain)
        found = nature(value)
        if found is None:
            raise NotHandedOver(refusal(value))
        return ["j", self.number(value), found.kind, found.name, found.operators]

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
        value, found = self._used(number)
        if found.kind not in _CALLED and "__call__" not in found.operators:
            raise TypeError("this object of the test's is not callable")
        if type(args) is not tuple or type(keywords) is not dict:
            raise Garbled("no arguments")
        arguments: dict[str, Any] = keywords
        return value(*args, **arguments)

    def _operate(self, number: int, name: Any, args: Any, _keywords: Any) -> Any:
        value, found = self._used(number)
        if type(args) is not tuple or type(name) is not str:
            raise Garbled("no operation")
        if name not in found.operators and (found.kind, name) != ("iterator", "__next__"):
            raise TypeError(f"this object of the test's has no {name}")
        if name == "__exit__":
            error = next((each for each in args if isinstance(each, BaseException)), None)
            return value.__exit__(error and type(error), error, None)
        return ALL[name](value, *args)

    def _get(self, number: int, name: Any) -> Any:
        return getattr(self._open(number, name), name)

    def _set(self, number: int, name: Any, content: Any) -> None:
        value = self._open(number, name)
        if isinstance(value, mock.NonCallableMock) or callable(getattr(type(value), name, None)):
            raise AttributeError(f"{name} of the test's object cannot be replaced")
        setattr(value, name, content)

    def _isinstance(self, number: int, value: Any) -> bool:
        kind, found = self._used(number)
        if found.kind != "class":
            raise TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union")
        return is_instance(value, kind)

    def _await(self, number: int) -> Any:
        """Runs to its end now, for the tests' event loop waits meanwhile."""
        coroutine = self.object(number)
        if type(coroutine) is not types.CoroutineType:
            raise Garbled("no coroutine of the judge's")
        try:
            while coroutine.send(None) is None:
                continue
        except StopIteration as ended:
            return ended.value
        coroutine.close()
        raise RuntimeError("a coroutine of the test's cannot wait while the program awaits it")

    def _used(self, number: Any) -> tuple[Any, Nature]:
        value = self.object(number)
        found = None if isinstance(value, BaseException) else nature(value)
        if found is None:
            raise TypeError("a program cannot use this object of the test's")
        return value, found

    def _open(self, number: Any, name: Any) -> Any:
        """An object whose attribute may be used."""
        value, found = self._used(number)
        if type(name) is not str:
            raise Garbled("no name")
        hidden = name in _MOCK_NAMES and isinstance(value, mock.NonCallableMock)
        if name.startswith("_") or hidden or not found.open:
            raise AttributeError(f"a program cannot use {name} of the test's object")
        return value


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
