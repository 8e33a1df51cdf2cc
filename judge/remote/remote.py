"""What all proxies do: forward what Python asks of them, within the rules.

Plain values that come back are the judge's own; it is only on objects that student code could
decide a comparison. So:

- calls, attributes of the module, indexing and whatever takes one operand are forwarded;
- other attributes are forwarded when the record has them in this test (uses.py);
- an object never equals a plain value, has no order with one, and is searched for one by the
  judge; unless the test built the object itself by calling a class, and the record has it;
- two objects are compared by the student's code when the record has that, else by identity;
- arithmetic is forwarded when the record has it.
"""

import inspect
import types
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..border.operators import ARITHMETIC, EQUALITY, ORDER
from ..text import clip
from .faults import BorderFault

if TYPE_CHECKING:
    from .session import Session


class Link:
    """Where a proxy leads to. ``built``: the test made the object by calling its class."""

    __slots__ = ("built", "number", "order", "session")

    def __init__(self, session: "Session", number: int) -> None:
        self.session = session
        self.number = number
        self.built = False
        self.order = 0


def link_of(proxy: Any) -> Link:
    if isinstance(proxy, type):
        return type.__getattribute__(proxy, "_touchstone_class_link")
    return object.__getattribute__(proxy, "_touchstone_link")


def is_remote(value: object) -> bool:
    """Whether it is an object of the student's that is no subclass of a plain type."""
    kind = type(value)
    return issubclass(kind, Remote) and getattr(kind, "_touchstone_plain", None) is None


def is_instance(value: object) -> bool:
    """Whether it is an object of a class, and no function, generator or module."""
    return is_remote(value) and type(type(value)) is not type


class Remote:
    """Base of all proxies but those of classes and of the student's module."""

    _touchstone_methods: frozenset[str] = frozenset()

    def __getattr__(self, name: str) -> Any:
        return attribute(self, name, type(self)._touchstone_methods)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__") or _is_slot(type(self), name):
            object.__setattr__(self, name, value)
        else:
            link_of(self).session.request("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        link_of(self).session.request("delete", self, name)

    def __dir__(self) -> list[str]:
        return link_of(self).session.request("names", self)


def _is_slot(kind: type, name: str) -> bool:
    """Of a plain type that the mirror is a subclass of: Fraction keeps its parts in such."""
    return any(
        isinstance(vars(each).get(name), types.MemberDescriptorType) for each in kind.__mro__
    )


def attribute(proxy: Any, name: str, methods: frozenset[str]) -> Any:
    """What the record lacks is refused; names that Python itself asks for are just not there."""
    session = link_of(proxy).session
    if not session.uses.permits(f"attr:{name}"):
        if name.startswith("_"):
            raise AttributeError(name)
        raise session.refuse(
            f"The test uses `.{name}` of {naming(proxy)}; {_unlike_the_model_solution}"
        )
    if name in methods:
        return RemoteMethod(proxy, name)
    return session.request("get", proxy, name)


_unlike_the_model_solution = (
    "the model solution gives a plain value there, such as a number, a text or a list."
)


def naming(proxy: Any) -> str:
    """How sentences call an object: "an object (Fraction2)"."""
    return f"an object ({clip(type(proxy).__name__, 60)})"


class RemoteMethod:
    """``object.name``, not asked for yet: a call of it is one request."""

    def __init__(self, owner: Any, name: str) -> None:
        self.owner = owner
        self.name = self.__name__ = self.__qualname__ = name

    @property
    def __self__(self) -> Any:
        return self.owner

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        return link_of(self.owner).session.request("call", self, args, keywords)

    def __getattr__(self, name: str) -> Any:
        return getattr(link_of(self.owner).session.request("get", self.owner, self.name), name)


class RemoteFunction(Remote):
    """A function, whatever it is bound to."""

    __class__ = property(lambda _self: types.FunctionType)  # type: ignore[assignment]

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        return link_of(self).session.request("call", self, args, keywords)

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


class RemoteModule(Remote):
    """A module that the student's program has imported; tests may look into it and patch it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return link_of(self).session.request("get", self, name)


_EXACT: dict[str, type] = {
    "__str__": str,
    "__repr__": str,
    "__format__": str,
    "__len__": int,
    "__hash__": int,
    "__int__": int,
    "__index__": int,
    "__float__": float,
    "__complex__": complex,
    "__bytes__": bytes,
}


def unary(name: str) -> Callable[..., Any]:
    """A special method of one operand: forwarded."""
    exact = _EXACT.get(name)

    def method(self: Any, *args: Any) -> Any:
        session = link_of(self).session
        session.uses.note(f"op:{name}:own")
        value = session.request("operate", name, self, args)
        if exact is not None and type(value) is not exact and isinstance(value, exact):
            return exact.__new__(exact, value)
        return value

    method.__name__ = name
    return method


def _exit(self: Any, _kind: Any, error: BaseException | None, _traceback: Any) -> bool:
    """A failed assertion is not the program's to swallow."""
    if isinstance(error, BorderFault):
        return False
    swallows = link_of(self).session.request("operate", "__exit__", self, (error,))
    return bool(swallows) and not isinstance(error, AssertionError)


def binary(name: str) -> Callable[..., Any]:
    """A special method of two operands: forwarded as the rules say."""
    equality, order = name in EQUALITY, name in ORDER

    def method(self: Any, other: Any, *more: Any) -> Any:
        link = link_of(self)
        session = link.session
        partner = "student" if is_remote(other) else "plain"
        recorded = session.uses.permits(f"op:{name}:{partner}")
        if recorded and (partner == "student" or link.built or name in ARITHMETIC):
            return session.request("operate", name, self, (other, *more))
        if equality:
            # Of a plain value, or a mock.ANY, the other side decides: no plain value is equal to
            # it. Two objects are equal then if they are one, as the same plain value would be.
            return (self is other) is (name == "__eq__") if partner == "student" else NotImplemented
        what = "compares" if order else "calculates with"
        raise session.refuse(f"The test {what} {naming(self)}; {_unlike_the_model_solution}")

    method.__name__ = name
    return method


def _contains(self: Any, value: Any) -> bool:
    link = link_of(self)
    partner = "student" if is_remote(value) else "plain"
    if link.session.uses.permits(f"op:__contains__:{partner}") and link.built:
        return bool(link.session.request("operate", "__contains__", self, (value,)))
    return any(each is value or each == value for each in self)


def _call(self: Any, *args: Any, **keywords: Any) -> Any:
    return link_of(self).session.request("call", self, args, keywords)


def special_method(name: str) -> Callable[..., Any]:
    """A proxy's method for one of border/operators.py, or for a call."""
    known = {"__exit__": _exit, "__contains__": _contains, "__call__": _call}.get(name)
    if known is not None:
        return known
    return binary(name) if name in EQUALITY or name in ORDER or name in ARITHMETIC else unary(name)


for _name in (
    "__eq__",
    "__ne__",
    "__hash__",
    "__str__",
    "__repr__",
    "__format__",
    "__copy__",
    "__deepcopy__",
):
    setattr(Remote, _name, special_method(_name))
