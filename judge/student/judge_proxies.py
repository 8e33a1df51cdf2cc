"""Proxies of the tests' objects in the student's process, which make callbacks to the judge.

Of some objects the program has its own copy, which the judge gets back as the original.
"""

import importlib
import types
from collections.abc import Callable
from typing import Any, cast

_OPERATORS = (
    "__len__ __iter__ __next__ __bool__ __getitem__ __setitem__ __delitem__ __contains__ __enter__ "
    "__exit__ __str__ __repr__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __add__ __radd__ __sub__ "
    "__mul__ __int__ __float__"
).split()


class JudgeObject:
    """Base of all proxies. ``touchstone_number`` is the judge's number of the object."""

    touchstone_call_judge: Callable[..., Any]
    touchstone_number: int

    def __hash__(self) -> int:
        return hash(("judge", self.touchstone_number))


class _Callable(JudgeObject):
    def __call__(self, *args: Any, **keywords: Any) -> Any:
        return self.touchstone_call_judge("call", self.touchstone_number, args, keywords)


class _Function(_Callable):
    """A function written in Python: in a class it is a method."""

    def __get__(self, owner: Any, _kind: type | None = None) -> Any:
        return self if owner is None else types.MethodType(self, owner)


class _Property(_Callable):
    """mock.PropertyMock: set as a class attribute, and called when the attribute is used."""

    def __get__(self, _owner: Any, _kind: type | None = None) -> Any:
        return self()

    def __set__(self, _owner: Any, value: Any) -> None:
        self(value)


class _Iterator(JudgeObject):
    def __iter__(self) -> "_Iterator":
        return self

    def __next__(self) -> Any:
        return self.touchstone_call_judge("operate", self.touchstone_number, "__next__", (), {})


class _Instance(JudgeObject):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.touchstone_call_judge("get", self.touchstone_number, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.touchstone_call_judge("set", self.touchstone_number, name, value)


class _Class(_Callable):
    """A class of the tests, with class methods and constants."""

    def __getattr__(self, name: str) -> Any:
        return _Instance.__getattr__(cast(_Instance, self), name)

    def __instancecheck__(self, value: Any) -> bool:
        return self.touchstone_call_judge("isinstance", self.touchstone_number, value)


_BASES: dict[str, type[JudgeObject]] = {
    "callable": _Callable,
    "function": _Function,
    "class": _Class,
    "property": _Property,
    "iterator": _Iterator,
    "instance": _Instance,
}


def _operator(name: str) -> Callable[..., Any]:
    def operate(self: JudgeObject, *args: Any) -> Any:
        return self.touchstone_call_judge("operate", self.touchstone_number, name, args, {})

    operate.__name__ = name
    return operate


_made: dict[int, JudgeObject] = {}
_kinds: dict[tuple[str, tuple[str, ...]], type[JudgeObject]] = {}


def judge_object(
    call_judge: Callable[..., Any], number: int, kind: str, name: str, operators: list[str]
) -> JudgeObject:
    """The same object for the same number. ``kind`` is one of _BASES."""
    made = _made.get(number)
    if made is None:
        made = object.__new__(_kind(kind, tuple(operators)))
        fields: dict[str, Any] = {"touchstone_call_judge": call_judge, "touchstone_number": number}
        if issubclass(_BASES[kind], _Callable):
            fields["__name__"] = name
        vars(made).update(fields)
        _made[number] = made
    return made


async def awaited_by_judge(call_judge: Callable[..., Any], number: int) -> Any:
    """Replaces a coroutine of the tests, which runs to its end in their process."""
    return call_judge("await", number)


def _kind(kind: str, operators: tuple[str, ...]) -> type[JudgeObject]:
    known = _kinds.get((kind, operators))
    if known is None:
        base = _BASES[kind]
        names = [name for name in _OPERATORS if name in operators]
        known = cast(
            type[JudgeObject],
            type(base.__name__.strip("_"), (base,), {name: _operator(name) for name in names}),
        )
        if "__eq__" in names:
            known.__hash__ = JudgeObject.__hash__  # type: ignore[method-assign]
        if "__call__" in operators and base is _Instance:
            known.__call__ = _Callable.__call__  # type: ignore[attr-defined]
        _kinds[kind, operators] = known
    return known


_copies: dict[int, Any] = {}
_numbers_of_copies: dict[int, int] = {}


def copy_of(number: int, how: tuple[Any, ...]) -> Any:
    """The same copy for the same number. remote/copied.py describes how it is made."""
    if number not in _copies:
        kind, module, path, *arguments = how
        made: Any = importlib.import_module(module)
        for name in path.split("."):
            made = getattr(made, name)
        if kind == "made":
            made = made(*arguments[0], **arguments[1])
        _copies[number] = made
        _numbers_of_copies[id(made)] = number
    return _copies[number]


def number_of_copy(value: Any) -> int | None:
    return _numbers_of_copies.get(id(value))
