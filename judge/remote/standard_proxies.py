"""Proxies of objects of Python's own types: functions, generators, coroutines, modules."""

import types
from collections.abc import Iterator
from typing import Any

from .proxy_base import Remote, RemoteMethod, SpecialAttribute, link_of


class RemoteFunction(Remote):
    """A function of the program. Reading its parts does not need to be in the record."""

    __class__ = property(lambda _self: types.FunctionType)  # type: ignore[assignment]
    __dict__ = SpecialAttribute("__dict__", recorded=False)  # type: ignore[assignment]
    __annotations__ = SpecialAttribute("__annotations__", recorded=False)  # type: ignore[assignment]
    __code__ = SpecialAttribute("__code__", recorded=False)

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        return link_of(self).session.call(self, args, keywords)


class RemoteBoundMethod(RemoteFunction):
    """A method bound to its object."""

    __class__ = property(lambda _self: types.MethodType)  # type: ignore[assignment]


class RemoteBuiltin(RemoteFunction):
    """A function written in C, in which mock does not look for code."""

    __class__ = property(lambda _self: types.BuiltinFunctionType)  # type: ignore[assignment]


class _RemoteSteps(Remote):
    """What generators and coroutines have in common."""

    def send(self, value: Any) -> Any:
        return RemoteMethod(self, "send")(value)

    def throw(self, error: Any) -> Any:
        return RemoteMethod(self, "throw")(error)

    def close(self) -> Any:
        return RemoteMethod(self, "close")()


class RemoteGenerator(_RemoteSteps):
    __class__ = property(lambda _self: types.GeneratorType)  # type: ignore[assignment]

    def __iter__(self) -> "RemoteGenerator":
        return self

    def __next__(self) -> Any:
        return link_of(self).session.request("operate", "__next__", self, ())


class RemoteCoroutine(_RemoteSteps):
    """When awaited, runs to its end in the student's process, on an event loop there."""

    __class__ = property(lambda _self: types.CoroutineType)  # type: ignore[assignment]

    def send(self, value: Any) -> Any:
        raise StopIteration(link_of(self).session.request("run", self))

    def __await__(self) -> Iterator[Any]:
        return link_of(self).session.request("run", self)
        yield  # makes this a generator


class RemoteAsyncGenerator(Remote):
    """Each item is made in the student's process, on the event loop there."""

    __class__ = property(lambda _self: types.AsyncGeneratorType)  # type: ignore[assignment]

    def __aiter__(self) -> "RemoteAsyncGenerator":
        return self

    async def __anext__(self) -> Any:
        return await link_of(self).session.request("operate", "__anext__", self, ())

    def asend(self, value: Any) -> Any:
        return RemoteMethod(self, "asend")(value)

    def athrow(self, error: Any) -> Any:
        return RemoteMethod(self, "athrow")(error)

    def aclose(self) -> Any:
        return RemoteMethod(self, "aclose")()


class RemoteModule(Remote):
    """A module that the student's program has imported. Tests can inspect and patch it."""

    __class__ = property(lambda _self: types.ModuleType)  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return link_of(self).session.request("get", self, name)


#: Python's messages show the names of classes, and students know these.
_NAMES: dict[type, str] = {
    RemoteFunction: "function",
    RemoteBoundMethod: "method",
    RemoteMethod: "method",
    RemoteBuiltin: "builtin_function_or_method",
    RemoteGenerator: "generator",
    RemoteCoroutine: "coroutine",
    RemoteAsyncGenerator: "async_generator",
    RemoteModule: "module",
}
for _kind, _name in _NAMES.items():
    _kind.__name__ = _name
