"""Proxies of what is of no class of the program's: functions, generators, coroutines, modules."""

import inspect
import types
from collections.abc import Iterator
from typing import Any

from .remote import Remote, RemoteMethod, link_of


class RemoteFunction(Remote):
    """A function, whatever it is bound to."""

    __class__ = property(lambda _self: types.FunctionType)  # type: ignore[assignment]

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        return link_of(self).session.request("call", self, args, keywords)

    @property
    def __code__(self) -> types.CodeType:
        """What ``inspect.getsource`` looks for; the text itself is in this process."""
        session = link_of(self).session
        place = session.request("code", self)
        if place is True:
            return _is_coroutine_function.__code__
        if type(place) is not tuple or session.source is None:
            raise AttributeError("__code__")
        return session.source.code_at(*place)

    @property
    def __signature__(self) -> inspect.Signature:
        told = link_of(self).session.request("signature", self)
        return inspect.Signature(
            [
                inspect.Parameter(
                    name,
                    list(inspect._ParameterKind)[kind],  # pyright: ignore[reportPrivateUsage]
                    default=... if has_default else inspect.Parameter.empty,
                )
                for name, kind, has_default in told
            ]
        )


class RemoteBuiltin(RemoteFunction):
    """A function written in C: mock looks for no code in one."""

    __class__ = property(lambda _self: types.BuiltinFunctionType)  # type: ignore[assignment]


async def _is_coroutine_function() -> None:
    """Its code is that of all coroutine functions of Python's library: mock asks for no more."""


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
    """Runs to its end in the student's process, on an event loop there, when it is awaited."""

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
    """A module that the student's program has imported; tests may look into it and patch it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return link_of(self).session.request("get", self, name)
