"""Objects of the tests that student code uses: numbers them, and answers callbacks about them.

allowed_objects.py decides which objects it may get, and what it may do with each; this is checked
again for each callback. copied.py decides of which it gets a copy.
"""

import builtins
import sys
import types
from collections.abc import Callable
from typing import Any
from unittest import mock

from ..border.channel import Garbled
from ..border.operators import ALL
from .allowed_objects import ObjectAccess, ObjectNotAllowed, access_to
from .copied import copied
from .exception_codec import written_exception
from .refusals import refusal
from .test_classes import is_instance, value_of

#: Kinds that can be called even if their class does not have ``__call__``.
_CALLED = ("callable", "function", "class")

_MAX_OBJECTS = 100_000

#: How tests inspect a mock; a program must not use these.
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
    """Numbers the objects that cross, and answers the student's process's callbacks."""

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
            if len(self._objects) >= _MAX_OBJECTS:
                raise MemoryError("too many objects of the tests")
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return number

    def exception(self, number: Any) -> BaseException:
        value = self.object(number)
        if not isinstance(value, BaseException):
            raise Garbled("not an exception of the judge")
        return value

    def write(self, value: Any, encode: Callable[[Any], Any]) -> list[Any]:
        """In the form that student/judge_proxies.py reads. Raises ObjectNotAllowed."""
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
        access = access_to(value)
        if access is None:
            raise ObjectNotAllowed(refusal(value))
        return ["j", self.number(value), access.kind, access.name, access.operators]

    def answer(self, callback: str, parts: tuple[Any, ...]) -> Any:
        answer = self._answers.get(callback)
        if answer is None:
            raise Garbled("an unknown callback")
        if len(parts) != _PARTS[callback]:
            raise Garbled("another callback's parts")
        return answer(*parts)

    def object(self, number: Any) -> Any:
        if type(number) is not int or not 0 <= number < len(self._objects):
            raise Garbled("an unknown object of the judge")
        return self._objects[number]

    def _call(self, number: int, args: Any, keywords: Any) -> Any:
        value, access = self._used(number)
        if access.kind not in _CALLED and "__call__" not in access.operators:
            raise TypeError("this object of the test is not callable")
        if type(args) is not tuple or type(keywords) is not dict:
            raise Garbled("not arguments")
        arguments: dict[str, Any] = keywords
        return value(*args, **arguments)

    def _operate(self, number: int, name: Any, args: Any, _keywords: Any) -> Any:
        value, access = self._used(number)
        if type(args) is not tuple or type(name) is not str:
            raise Garbled("not an operation")
        if name not in access.operators and (access.kind, name) != ("iterator", "__next__"):
            raise TypeError(f"this object of the test has no {name}")
        if name == "__exit__":
            error = next((each for each in args if isinstance(each, BaseException)), None)
            return value.__exit__(error and type(error), error, None)
        return ALL[name](value, *args)

    def _get(self, number: int, name: Any) -> Any:
        return getattr(self._with_attribute(number, name), name)

    def _set(self, number: int, name: Any, content: Any) -> None:
        value = self._with_attribute(number, name)
        if isinstance(value, mock.NonCallableMock) or callable(getattr(type(value), name, None)):
            raise AttributeError(f"{name} of the test's object cannot be replaced")
        setattr(value, name, content)

    def _isinstance(self, number: int, value: Any) -> bool:
        kind, access = self._used(number)
        if access.kind != "class":
            raise TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union")
        return is_instance(value, kind)

    def _await(self, number: int) -> Any:
        """Runs the coroutine to its end now, since the tests' event loop is blocked."""
        coroutine = self.object(number)
        if type(coroutine) is not types.CoroutineType:
            raise Garbled("not a coroutine of the judge")
        try:
            while coroutine.send(None) is None:
                continue
        except StopIteration as ended:
            return ended.value
        coroutine.close()
        raise RuntimeError("a coroutine of the test cannot wait while the program awaits it")

    def _used(self, number: Any) -> tuple[Any, ObjectAccess]:
        value = self.object(number)
        access = None if isinstance(value, BaseException) else access_to(value)
        if access is None:
            raise TypeError("a program cannot use this object of the test")
        return value, access

    def _with_attribute(self, number: Any, name: Any) -> Any:
        """The object, if the program may use the attribute."""
        value, access = self._used(number)
        if type(name) is not str:
            raise Garbled("not a name")
        hidden = name in _MOCK_NAMES and isinstance(value, mock.NonCallableMock)
        if name.startswith("_") or hidden or not access.has_attributes:
            raise AttributeError(f"a program cannot use {name} of the test's object")
        return value


def _input(prompt: Any) -> Any:
    if type(prompt) is not str:
        raise Garbled("not a prompt")
    if builtins.input is not _ORIGINAL_INPUT:
        return builtins.input(prompt)
    sys.stdout.write(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.removesuffix("\n")


def _stdin(method: Any, size: Any) -> Any:
    if method not in ("readline", "read") or type(size) is not int:
        raise Garbled("not a method to read")
    return getattr(sys.stdin, method)(size)
