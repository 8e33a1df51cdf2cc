"""What all proxies have in common: where they lead, and attributes.

Those of the module are forwarded, others when the record has them in this test (uses.py);
special_methods.py has the rules for operators.
"""

import types
from typing import TYPE_CHECKING, Any

from ..border.operators import ARITHMETIC
from ..report.text import clip

if TYPE_CHECKING:
    from .session import Session


class Link:
    """Where a proxy leads to.

    ``maker`` is the class that the test has called to make the object, if it has. ``astray``: the
    object has come by a way by which the model solution gave none. ``ways`` are those by which the
    tests have reached a class or a function (uses.py).
    """

    __slots__ = ("astray", "maker", "number", "order", "session", "ways")

    def __init__(self, session: "Session", number: int) -> None:
        self.session = session
        self.number = number
        self.maker: Link | None = None
        self.astray = False
        self.order = 0
        self.ways: set[str] = set()

    def asks_student(self, name: str, partner: str) -> bool:
        """Whether the record lets the student's code decide an operator of two operands."""
        uses = self.session.uses
        if not uses.permits(f"op:{name}:{partner}"):
            return False
        if partner == "student":
            return True
        if self.astray:
            return False
        if self.maker is None:
            return name in ARITHMETIC
        return uses.permits_all_ways(f"op:{name}:{partner}:", self.maker.ways)


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
            f"The test uses `.{name}` of {naming(proxy)}; {unlike_the_model_solution}"
        )
    if name in methods:
        return RemoteMethod(proxy, name)
    return session.request("get", proxy, name)


unlike_the_model_solution = (
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
